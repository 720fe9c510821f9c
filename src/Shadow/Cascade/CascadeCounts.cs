using TransformerService.Models.Requests;

namespace TransformerService.Shadow.Cascade;

/// <summary>What became of one model's texts, since the cascade began in this process. Thread-safe.</summary>
internal sealed class CascadeCounts
{
    private readonly long[] _refused = new long[Enum.GetValues<EscalationRefusal>().Length];
    private long _texts,
        _escalated;

    /// <summary>Texts that were served.</summary>
    public long Texts => Interlocked.Read(ref _texts);

    /// <summary>Those that the teacher answered.</summary>
    public long Escalated => Interlocked.Read(ref _escalated);

    /// <summary>Texts over the threshold that the student answered, by the reason.</summary>
    public long Refused(EscalationRefusal refusal) => Interlocked.Read(ref _refused[(int)refusal]);

    /// <summary>Counts a text.</summary>
    public void Add(CascadeOutcome outcome)
    {
        Interlocked.Increment(ref _texts);
        if (outcome.IsEscalated)
        {
            Interlocked.Increment(ref _escalated);
        }
        else if (outcome.Refusal is { } refusal)
        {
            Interlocked.Increment(ref _refused[(int)refusal]);
        }
    }
}
