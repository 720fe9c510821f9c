namespace TransformerService.Inference.Usage;

/// <summary>The count of one slot since the process began. Requests add to it without a lock; one writer at a time reads it.</summary>
internal sealed class UsageCell
{
    private long _requests;
    private long _characters;
    private long _inputTokens;
    private long _outputTokens;
    private long _units;

    /// <summary>What was added.</summary>
    public UsageCount Count =>
        new(
            Interlocked.Read(ref _requests),
            Interlocked.Read(ref _characters),
            Interlocked.Read(ref _inputTokens),
            Interlocked.Read(ref _outputTokens),
            Interlocked.Read(ref _units)
        );

    /// <summary>The part of it that is stored. Only the writer uses it.</summary>
    public UsageCount Stored { get; set; }

    public void Add(UsageCount count)
    {
        Interlocked.Add(ref _requests, count.Requests);
        Interlocked.Add(ref _characters, count.Characters);
        if (count.InputTokens != 0)
        {
            Interlocked.Add(ref _inputTokens, count.InputTokens);
        }

        if (count.OutputTokens != 0)
        {
            Interlocked.Add(ref _outputTokens, count.OutputTokens);
        }

        if (count.Units != 0)
        {
            Interlocked.Add(ref _units, count.Units);
        }
    }
}
