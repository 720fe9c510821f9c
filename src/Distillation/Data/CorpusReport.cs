namespace TransformerService.Distillation.Data;

/// <summary>The result of reading one file.</summary>
internal sealed class CorpusReport(string file)
{
    private const int MaxFaults = 20;

    private readonly List<CorpusFault> _faults = [];

    public string File { get; } = file;

    /// <summary>Lines read so far, malformed ones included.</summary>
    public long Lines { get; private set; }

    /// <summary>How many of them are malformed.</summary>
    public long Malformed { get; private set; }

    /// <summary>The first 20 malformed lines.</summary>
    public IReadOnlyList<CorpusFault> Faults => _faults;

    internal void AddRecord() => Lines++;

    internal void AddFault(CorpusFault fault)
    {
        Lines++;
        Malformed++;
        if (_faults.Count < MaxFaults)
        {
            _faults.Add(fault);
        }
    }
}

/// <summary>What is wrong with a corpus.</summary>
/// <param name="File">The file, as the caller named it.</param>
/// <param name="Line">The line, from 1, counted by line feeds; 0 for the whole file.</param>
/// <param name="What">What is wrong, without the text itself.</param>
/// <param name="Change">What to change.</param>
internal sealed record CorpusFault(string File, long Line, string What, string Change)
{
    public override string ToString() => $"{File}{(Line > 0 ? $", line {Line}" : "")}: {What}. {Change}.";
}

/// <summary>Why a record was left out; the first reason that holds is counted.</summary>
internal enum Rejection
{
    /// <summary>A side has nothing but white space.</summary>
    EmptySide,

    /// <summary>A side has too many characters.</summary>
    TooLong,

    /// <summary>One side is too many times as long as the other.</summary>
    LengthRatio,

    /// <summary>Both sides are the same.</summary>
    IdenticalSides,

    /// <summary>The same record occurred before.</summary>
    Duplicate,
}
