using Microsoft.Extensions.Options;

namespace TransformerService.Inference.Shadow.Hosting;

/// <summary>Checks <see cref="ShadowTeacherOptions"/> by its attributes.</summary>
[OptionsValidator]
internal sealed partial class ShadowTeacherOptionsValidator : IValidateOptions<ShadowTeacherOptions>;
