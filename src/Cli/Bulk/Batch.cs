using TransformerService.Cli.Bulk.Formats;
using TransformerService.Cli.Bulk.Tasks;

namespace TransformerService.Cli.Bulk;

/// <summary>A record on its way to the output.</summary>
internal sealed class Item(Record record)
{
    public Record Record { get; } = record;

    public Answer? Answer { get; set; }

    /// <summary>Why it has no answer, or one that lacks its end.</summary>
    public LineFault? Fault { get; set; } = record.Fault;
}

/// <summary>Records that follow one another, whose texts go to a server in one call.</summary>
/// <param name="mostTexts">Texts of a call.</param>
/// <param name="mostCharacters">Characters of a call.</param>
internal sealed class Batch(int mostTexts, int mostCharacters)
{
    // Also records without a text take memory.
    private const int MostRecords = 1000,
        MostRawCharacters = 4 << 20;

    private readonly List<Item> _items = [];
    private readonly List<Item> _asked = [];
    private long _characters,
        _raw;

    public IReadOnlyList<Item> Items => _items;

    /// <summary>Those whose texts are asked for.</summary>
    public IReadOnlyList<Item> Asked => _asked;

    /// <summary>How far the input was read for it.</summary>
    public long Position { get; private set; }

    public bool IsFull => _asked.Count >= mostTexts || _items.Count >= MostRecords || _raw >= MostRawCharacters;

    /// <summary>Whether a record fits into the call.</summary>
    public bool Fits(Record record) => _asked.Count == 0 || _characters + (record.Text?.Length ?? 0) <= mostCharacters;

    public void Add(Item item, bool isAsked, long position)
    {
        _items.Add(item);
        _raw += item.Record.Raw.Length;
        Position = position;
        if (isAsked)
        {
            _asked.Add(item);
            _characters += item.Record.Text?.Length ?? 0;
        }
    }
}
