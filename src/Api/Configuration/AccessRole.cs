#if TRANSFORMER_TOOL
namespace TransformerService.Cli.Keys; // the tool makes keys too, and its tests see both
#else
namespace TransformerService.Api.Configuration;

#endif

/// <summary>What a key allows.</summary>
public enum AccessRole
{
    /// <summary>Inference, and calls that only read.</summary>
    Caller,

    /// <summary>A caller's calls, and calls that change the server or show kept texts.</summary>
    Admin,
}

/// <summary>The rules of a key's entry.</summary>
internal static class AccessKeyRules
{
    /// <summary>The form of a name: it is written to logs, so it is short and plain.</summary>
    public const string NamePattern = "^[A-Za-z0-9._-]{1,64}$";

    /// <summary>The highest limit of requests a minute.</summary>
    public const int MaxRequestsPerMinute = 10_000_000;
}
