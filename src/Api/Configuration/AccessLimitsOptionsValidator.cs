using Microsoft.Extensions.Options;

namespace TransformerService.Api.Configuration;

/// <summary>Checks <see cref="AccessLimitsOptions"/> by its attributes.</summary>
[OptionsValidator]
internal sealed partial class AccessLimitsOptionsValidator : IValidateOptions<AccessLimitsOptions>;
