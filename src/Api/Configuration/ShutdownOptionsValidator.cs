using Microsoft.Extensions.Options;

namespace TransformerService.Api.Configuration;

/// <summary>Checks <see cref="ShutdownOptions"/> by its attributes.</summary>
[OptionsValidator]
internal sealed partial class ShutdownOptionsValidator : IValidateOptions<ShutdownOptions>;
