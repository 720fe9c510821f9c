using Microsoft.Extensions.Options;

namespace TransformerService.Api.Configuration;

/// <summary>Checks <see cref="AccessOptions"/> by its attributes.</summary>
[OptionsValidator]
internal sealed partial class AccessOptionsValidator : IValidateOptions<AccessOptions>;
