namespace TransformerService.Api.Contracts;

/// <summary>A text to which student and teacher gave different answers.</summary>
public sealed record DisagreementBody
{
    /// <summary>Its id.</summary>
    /// <example>019b0c3c5d7e7c3f8a51f3f2c7d0a9be</example>
    public required string Id { get; init; }

    /// <summary>When it was compared.</summary>
    /// <example>2026-01-31T09:26:53+00:00</example>
    public required DateTimeOffset At { get; init; }

    /// <summary>The model's name.</summary>
    /// <example>en-fr</example>
    public required string Model { get; init; }

    /// <summary>The student's version that answered.</summary>
    /// <example>3c4ae114bf43</example>
    public required string StudentVersion { get; init; }

    /// <summary>The teacher's version that answered.</summary>
    /// <example>3f2a9c01d4e7</example>
    public required string TeacherVersion { get; init; }

    /// <summary>How severe the difference is, 0 to 1.</summary>
    /// <example>0.62</example>
    public required double Severity { get; init; }

    /// <summary>The metrics by name.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>The slices that the text belongs to.</summary>
    public required IReadOnlyList<string> Slices { get; init; }

    /// <summary>The text that was asked about.</summary>
    public required KeptTextBody Source { get; init; }

    /// <summary>The second text of a pair.</summary>
    public KeptTextBody? Pair { get; init; }

    /// <summary>The student's answer; a classifier's is its best label.</summary>
    public required KeptTextBody Student { get; init; }

    /// <summary>The teacher's answer.</summary>
    public required KeptTextBody Teacher { get; init; }
}

/// <summary>The stored form of a text.</summary>
public sealed record KeptTextBody
{
    /// <summary>Its length in code points.</summary>
    /// <example>34</example>
    public required int Length { get; init; }

    /// <summary>A keyed hash: equal texts have equal hashes.</summary>
    /// <example>9f86d081884c7d659a2feaa0c55ad015</example>
    public required string Hash { get; init; }

    /// <summary>The score that an answer came with; left out for a question.</summary>
    /// <example>-0.057</example>
    public double? Score { get; init; }

    /// <summary>
    /// The text without e-mail addresses, phone, card and IBAN numbers; left out unless Shadow:StoreText is on and the call has an admin's
    /// key.
    /// </summary>
    /// <example>Deux chiens jouent dans la neige.</example>
    public string? Text { get; init; }
}
