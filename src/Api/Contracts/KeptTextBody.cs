namespace TransformerService.Api.Contracts;

/// <summary>What is kept of a text.</summary>
public sealed record KeptTextBody
{
    /// <summary>Its length in code points.</summary>
    /// <example>34</example>
    public required int Length { get; init; }

    /// <summary>A keyed hash: equal texts have equal ones.</summary>
    /// <example>9f86d081884c7d659a2feaa0c55ad015</example>
    public required string Hash { get; init; }

    /// <summary>The score that an answer came with; left out for a question.</summary>
    /// <example>-0.057</example>
    public double? Score { get; init; }

    /// <summary>The text without e-mail addresses, phone, card and IBAN numbers; left out unless Shadow:StoreText is on and the call has an admin's key.</summary>
    /// <example>Deux chiens jouent dans la neige.</example>
    public string? Text { get; init; }
}
