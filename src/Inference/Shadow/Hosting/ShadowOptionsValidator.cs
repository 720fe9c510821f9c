using Microsoft.Extensions.Options;

namespace TransformerService.Inference.Shadow.Hosting;

/// <summary>Checks <see cref="ShadowOptions"/> by its attributes.</summary>
[OptionsValidator]
internal sealed partial class ShadowOptionsValidator : IValidateOptions<ShadowOptions>;
