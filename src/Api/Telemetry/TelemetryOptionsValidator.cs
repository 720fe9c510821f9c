using Microsoft.Extensions.Options;

namespace TransformerService.Api.Telemetry;

/// <summary>Checks <see cref="TelemetryOptions"/> and the variables that stand for them.</summary>
internal sealed class TelemetryOptionsValidator(IConfiguration configuration) : IValidateOptions<TelemetryOptions>
{
    public ValidateOptionsResult Validate(string? name, TelemetryOptions options) =>
        OtlpSettings.Of(options, configuration).Faults is { Count: > 0 } faults
            ? ValidateOptionsResult.Fail(faults)
            : ValidateOptionsResult.Success;
}
