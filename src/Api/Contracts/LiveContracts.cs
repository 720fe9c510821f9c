namespace TransformerService.Api.Contracts;

/// <summary>What the server did within a second: the data of one event.</summary>
public sealed record LiveSecondBody
{
    /// <summary>Counts the seconds since the server's start; also the event's id.</summary>
    /// <example>412</example>
    public required long Number { get; init; }

    /// <summary>When the second ended.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Cores that the process kept busy.</summary>
    /// <example>0.41</example>
    public required double Cpu { get; init; }

    /// <summary>The process's working set in bytes.</summary>
    /// <example>402653184</example>
    public required long MemoryBytes { get; init; }

    /// <summary>Memory that the process may take, in bytes.</summary>
    /// <example>4294967296</example>
    public required long MemoryLimitBytes { get; init; }

    /// <summary>What each variant did; one without calls and without a queue is left out.</summary>
    public required IReadOnlyList<LiveVariantBody> Variants { get; init; }
}

/// <summary>What one variant did within a second.</summary>
public sealed record LiveVariantBody
{
    /// <summary>The model.</summary>
    /// <example>en-fr</example>
    public required string Model { get; init; }

    /// <summary>student, teacher, or unknown for requests that named no existing one.</summary>
    /// <example>student</example>
    public required string Variant { get; init; }

    /// <summary>Requests that ended, however.</summary>
    /// <example>38</example>
    public required long Requests { get; init; }

    /// <summary>Those that ended by the server's fault: internal, timedOut, modelNotReady.</summary>
    /// <example>0</example>
    public required long Failed { get; init; }

    /// <summary>Those that were refused with overloaded.</summary>
    /// <example>0</example>
    public required long Refused { get; init; }

    /// <summary>Tokens that it read.</summary>
    /// <example>420</example>
    public required long InputTokens { get; init; }

    /// <summary>Tokens that it wrote.</summary>
    /// <example>410</example>
    public required long OutputTokens { get; init; }

    /// <summary>The time within which half of the answers came, in milliseconds; at most a quarter too high. Left out without answers.</summary>
    /// <example>5.3</example>
    public double? P50Ms { get; init; }

    /// <summary>The same for 95 of 100 answers.</summary>
    /// <example>12.9</example>
    public double? P95Ms { get; init; }

    /// <summary>The same for 99 of 100 answers.</summary>
    /// <example>16.2</example>
    public double? P99Ms { get; init; }

    /// <summary>Rows that wait.</summary>
    /// <example>0</example>
    public required long Queue { get; init; }

    /// <summary>Batches that ran.</summary>
    /// <example>9</example>
    public required long Batches { get; init; }

    /// <summary>Rows of these batches.</summary>
    /// <example>38</example>
    public required long Rows { get; init; }
}

/// <summary>The state of this process.</summary>
public sealed record ServerBody
{
    /// <summary>The program's version.</summary>
    /// <example>1.0.0</example>
    public required string Version { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The options in force, in the order of their keys.</summary>
    public required IReadOnlyList<SettingBody> Settings { get; init; }

    /// <summary>The alerts of deploy/observability/alerts.yml that hold now; a rule's waiting time is not applied.</summary>
    public required IReadOnlyList<AlertBody> Alerts { get; init; }

    /// <summary>What was logged in the first five minutes: at most 200 messages of level Information and above.</summary>
    public required IReadOnlyList<StartLogEntryBody> StartLog { get; init; }
}

/// <summary>A message of the start.</summary>
public sealed record StartLogEntryBody
{
    /// <summary>When it was logged.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Information, Warning, Error or Critical.</summary>
    /// <example>Information</example>
    public required string Level { get; init; }

    /// <summary>Who logged it.</summary>
    /// <example>TransformerService.Inference.Catalog.ModelCatalog</example>
    public required string Category { get; init; }

    /// <summary>The message, at most 1,000 characters.</summary>
    /// <example>Loaded en-fr (student).</example>
    public required string Message { get; init; }
}

/// <summary>An option in force.</summary>
public sealed record SettingBody
{
    /// <summary>Its key.</summary>
    /// <example>Batching:MaxBatchRows</example>
    public required string Key { get; init; }

    /// <summary>Its value. Left out if it is not set, and for texts that may hold a secret.</summary>
    /// <example>64</example>
    public string? Value { get; init; }

    /// <summary>Whether it is set to a text that may hold a secret, which is not shown.</summary>
    /// <example>false</example>
    public required bool Hidden { get; init; }

    /// <summary>Whether it differs from the default.</summary>
    /// <example>false</example>
    public required bool Changed { get; init; }
}

/// <summary>An alert that holds now.</summary>
public sealed record AlertBody
{
    /// <summary>The rule's name.</summary>
    /// <example>TransformerQueueFilling</example>
    public required string Name { get; init; }

    /// <summary>page or ticket.</summary>
    /// <example>ticket</example>
    public required string Severity { get; init; }

    /// <summary>The model that it is about; left out if it is about none.</summary>
    /// <example>en-fr</example>
    public string? Model { get; init; }

    /// <summary>What holds.</summary>
    /// <example>The queue of en-fr (student) is 63 % full.</example>
    public required string Summary { get; init; }

    /// <summary>Its entry in the runbook.</summary>
    /// <example>docs/observability.md#transformerqueuefilling</example>
    public required string Runbook { get; init; }
}
