using Microsoft.Extensions.Options;

namespace TransformerService.Shadow.Configuration;

/// <summary>Checks <see cref="ShadowTeacherOptions"/> by its attributes.</summary>
[OptionsValidator]
internal sealed partial class ShadowTeacherOptionsValidator : IValidateOptions<ShadowTeacherOptions>;
