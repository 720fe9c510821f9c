using Microsoft.Extensions.Options;

namespace TransformerService.Inference.Configuration;

/// <summary>Checks the ranges of <see cref="ModelsOptions"/>; the code is generated from their attributes.</summary>
[OptionsValidator]
internal sealed partial class ModelsOptionsValidator : IValidateOptions<ModelsOptions>;
