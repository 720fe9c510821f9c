using Microsoft.Extensions.Options;

namespace TransformerService.Shadow.Configuration;

/// <summary>Checks <see cref="ShadowStoreOptions"/> by its attributes.</summary>
[OptionsValidator]
internal sealed partial class ShadowStoreOptionsValidator : IValidateOptions<ShadowStoreOptions>;
