namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>Who else calls while the attack goes on, and as whom the attackers come.</summary>
[Flags]
public enum Company
{
    None = 0,

    /// <summary>Nobody else.</summary>
    Alone = 1,

    /// <summary>Eight small callers; nobody has a key, and all come from one address.</summary>
    SameAddress = 2,

    /// <summary>Eight small callers; nobody has a key, and the attackers have an address of their own.</summary>
    AnotherAddress = 4,

    /// <summary>Eight small callers with a key; the attackers have one that may make ten requests a minute.</summary>
    AtRateLimit = 8,

    /// <summary>Eight small callers with a key; the attackers have none.</summary>
    WithoutKey = 16,

    All = 31,
}
