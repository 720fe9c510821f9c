using Microsoft.Extensions.Options;

namespace TransformerService.Shadow.Configuration;

/// <summary>Checks <see cref="ShadowOptions"/> by its attributes.</summary>
[OptionsValidator]
internal sealed partial class ShadowOptionsValidator : IValidateOptions<ShadowOptions>;
