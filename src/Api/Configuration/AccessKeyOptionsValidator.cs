using Microsoft.Extensions.Options;

namespace TransformerService.Api.Configuration;

/// <summary>Checks <see cref="AccessKeyOptions"/> by its attributes.</summary>
[OptionsValidator]
internal sealed partial class AccessKeyOptionsValidator : IValidateOptions<AccessKeyOptions>;
