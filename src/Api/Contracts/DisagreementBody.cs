namespace TransformerService.Api.Contracts;

/// <summary>A text to which student and teacher gave different answers.</summary>
public sealed record DisagreementBody
{
    /// <summary>Its own.</summary>
    /// <example>019b0c3c5d7e7c3f8a51f3f2c7d0a9be</example>
    public required string Id { get; init; }

    /// <summary>When it was compared.</summary>
    /// <example>2026-01-31T09:26:53+00:00</example>
    public required DateTimeOffset At { get; init; }

    /// <summary>The model's name.</summary>
    /// <example>en-fr</example>
    public required string Model { get; init; }

    /// <summary>Who answered.</summary>
    /// <example>3c4ae114bf43</example>
    public required string StudentVersion { get; init; }

    /// <summary>Who answered again.</summary>
    /// <example>3f2a9c01d4e7</example>
    public required string TeacherVersion { get; init; }

    /// <summary>How bad it is, 0 to 1.</summary>
    /// <example>0.62</example>
    public required double Severity { get; init; }

    /// <summary>By name.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>The kinds of text that it is.</summary>
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
