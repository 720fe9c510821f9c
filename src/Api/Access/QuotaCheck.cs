using Microsoft.Extensions.Options;
using TransformerService.Api.Configuration;
using TransformerService.Inference.Usage;
using TransformerService.Shadow.Configuration;

namespace TransformerService.Api.Access;

/// <summary>Refuses to start with quotas that would not hold, and with a key that would be counted with callers without a key.</summary>
internal sealed class QuotaCheck(IConfiguration configuration) : IValidateOptions<AccessOptions>
{
    /// <summary>What the configured keys may use in a month.</summary>
    public static UsageQuotas QuotasOf(AccessOptions options) =>
        new(
            options
                .Keys.Where(HasQuota)
                .ToDictionary(
                    static key => key.Name,
                    static key => new UsageQuota(key.CharactersPerMonth, key.UnitsPerMonth),
                    StringComparer.Ordinal
                )
        );

    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        var isOff = bool.TryParse(configuration[$"{UsageOptions.Section}:{nameof(UsageOptions.Enabled)}"], out var isEnabled) && !isEnabled;
        string[] faults =
        [
            .. options
                .Keys.Index()
                .Where(key => isOff && HasQuota(key.Item))
                .Select(static key => $"{Path(key.Index)} has a quota, which needs Usage:Enabled=true; set it, or remove the quota."),
            .. options
                .Keys.Index()
                .Where(static key => key.Item.Name.Equals(UsageCounter.Anonymous, StringComparison.OrdinalIgnoreCase))
                .Select(static key =>
                    $"{Path(key.Index)}:{nameof(AccessKeyOptions.Name)}: '{UsageCounter.Anonymous}' means callers without a key; choose another name."
                ),
        ];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static bool HasQuota(AccessKeyOptions key) => (key.CharactersPerMonth ?? key.UnitsPerMonth) is not null;

    private static string Path(int index) => $"{AccessOptions.Section}:{nameof(AccessOptions.Keys)}:{index}";
}
