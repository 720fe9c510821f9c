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
