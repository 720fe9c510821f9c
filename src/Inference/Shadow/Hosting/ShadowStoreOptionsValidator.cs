using Microsoft.Extensions.Options;

namespace TransformerService.Inference.Shadow.Hosting;

/// <summary>Checks <see cref="ShadowStoreOptions"/> by its attributes.</summary>
[OptionsValidator]
internal sealed partial class ShadowStoreOptionsValidator : IValidateOptions<ShadowStoreOptions>;
