using System.Text;
using TransformerService.Inference.Markup;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Segments.Spans;

namespace TransformerService.Inference.Translation.Plans;

/// <summary>
/// The plans of one document. Each block is planned as one text without its tags. Where it has tags between its words, the text of each gap
/// is planned too: if the attention of the block's translation does not place its tags, the translations of the gaps say which of its words
/// belong to them.
/// </summary>
internal sealed class MarkupPlan
{
    /// <summary>It stands before a document, and does not belong to it.</summary>
    private const char ByteOrderMark = '\uFEFF';

    private readonly string _source;
    private readonly MarkupSyntax _syntax;
    private readonly List<PlannedBlock> _blocks = [];
    private readonly List<PlannedBlock> _values = [];
    private readonly List<TranslationPlan> _plans = [];
    private readonly Dictionary<string, int> _hints = new(StringComparer.Ordinal);

    private readonly bool _hasMark;

    private MarkupPlan(string source, MarkupSyntax syntax, bool hasMark) => (_source, _syntax, _hasMark) = (source, syntax, hasMark);

    /// <summary>The plans to translate.</summary>
    public IReadOnlyList<TranslationPlan> Plans => _plans;

    /// <summary>The blocks with tags between their words.</summary>
    public IEnumerable<PlannedBlock> Tagged => _blocks.Where(planned => planned.Gaps.Length > 0);

    /// <summary>The plans of whole blocks, and of attributes' values.</summary>
    public IEnumerable<TranslationPlan> Wholes => _blocks.Concat(_values).Select(planned => _plans[planned.Plan]);

    /// <summary>The plans of a block's gaps.</summary>
    public IEnumerable<TranslationPlan> GapsOf(PlannedBlock planned) => planned.Gaps.Where(gap => gap >= 0).Select(gap => _plans[gap]);

    /// <summary>The sentences of a block, with their translations.</summary>
    public IReadOnlyList<TranslatedSentence> SentencesOf(PlannedBlock planned, TextWork work) =>
        _plans[planned.Plan].Sentences(planned.Block.Plain, work);

    /// <summary>Places a block's tags by what its translation attends to; returns whether it could.</summary>
    public bool Place(PlannedBlock planned, BlockAttention attention, TextWork work)
    {
        planned.Cut = CutTranslation.Of(_source, planned.Block, _plans[planned.Plan].Text, [], attention, work);
        return planned.Cut is not null;
    }

    /// <summary>Plans a document.</summary>
    /// <param name="source">The document.</param>
    /// <param name="request">Its format.</param>
    /// <param name="plan">Plans a text with spans that are copied.</param>
    /// <param name="work">Counts the work.</param>
    public static MarkupPlan Of(
        string source,
        TranslationRequest request,
        Func<string, IReadOnlyList<ProtectedSpan>, TranslationPlan> plan,
        TextWork work
    )
    {
        MarkupSyntax syntax = request.Format switch
        {
            TextFormat.Xml => new XmlSyntax(),
            TextFormat.Markdown => new MarkdownSyntax(),
            _ => new HtmlSyntax(),
        };
        var hasMark = source.StartsWith(ByteOrderMark);
        source = hasMark ? source[1..] : source;
        var document = new MarkupPlan(source, syntax, hasMark);
        var values = request.Options.TranslateAttributes ? new List<MarkupItem>() : null;
        foreach (var block in MarkupBlock.Of(source, WordMarks.Join(source, syntax.Read(source, values, work), work), work))
        {
            work.Look();
            document._blocks.Add(document.Add(block, plan));
        }

        foreach (var value in values ?? [])
        {
            if (MarkupBlock.OfValue(source, value) is { } block)
            {
                document._values.Add(document.Add(block, plan) with { Quote = source[value.Start - 1] });
            }
        }

        return document;
    }

    /// <summary>Writes the translated document.</summary>
    /// <param name="found">The translations of <see cref="Plans"/>; null for a gap's that was not needed.</param>
    /// <param name="work">Counts the work.</param>
    public TranslatedText Assemble(IReadOnlyList<TranslatedText?> found, TextWork work)
    {
        var output = new StringBuilder(_source.Length * 5 / 4);
        output.Append(_hasMark ? [ByteOrderMark] : []);
        var writer = new BlockWriter(_source, _syntax, Copy);
        var (done, inParts) = (0, 0);
        foreach (var planned in _blocks)
        {
            work.Look();
            Copy(output, done, planned.Block.Start);
            var gaps = Array.ConvertAll(planned.Gaps, gap => gap < 0 ? null : found[gap]?.Text);
            var cut = planned.Cut ?? CutTranslation.Of(_source, planned.Block, Found(planned).Text, gaps, attention: null, work);
            writer.Write(planned.Block, _plans[planned.Plan].Spans, cut, gaps, output);
            inParts += cut is null ? 1 : 0;
            done = planned.Block.End;
        }

        Copy(output, done, _source.Length);
        return new DocumentAnswer([.. _blocks.Concat(_values).Select(Found)]).Of(output.ToString(), _blocks.Count, inParts);

        TranslatedText Found(PlannedBlock planned) =>
            found[planned.Plan] ?? throw new InvalidOperationException("A block was not translated.");

        // Copies a part of the document, with the translated values of attributes in it.
        void Copy(StringBuilder to, int start, int end)
        {
            for (var index = FirstValueFrom(start); index < _values.Count && _values[index].Block.End <= end; index++)
            {
                var value = _values[index];
                to.Append(_source, start, value.Block.Start - start);
                to.Append(_syntax.WriteValue(Found(value).Text.Trim(), value.Quote, value.Block.References));
                start = value.Block.End;
            }

            to.Append(_source, start, Math.Max(0, end - start));
        }
    }

    private int FirstValueFrom(int start)
    {
        int low = 0,
            high = _values.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _values[middle].Block.Start < start ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private PlannedBlock Add(MarkupBlock block, Func<string, IReadOnlyList<ProtectedSpan>, TranslationPlan> plan)
    {
        _plans.Add(plan(block.Plain, [.. block.Units.Select(unit => new ProtectedSpan(unit.PlainStart, unit.Text.Length))]));
        var whole = _plans.Count - 1;
        return new(block, whole, block.Gaps.Count == 1 ? [] : [.. block.Gaps.Select(gap => Hint(block, gap, plan))]);
    }

    private int Hint(MarkupBlock block, MarkupGap gap, Func<string, IReadOnlyList<ProtectedSpan>, TranslationPlan> plan)
    {
        var text = block.Plain[gap.Start..gap.End];
        MarkupUnit[] units = [.. gap.Units.Select(unit => block.Units[unit])];
        if (!text.Any(char.IsLetter) || (units.Length == 1 && units[0].Text == text))
        {
            return -1;
        }

        if (units.Length == 0 && _hints.TryGetValue(text, out var known))
        {
            return known;
        }

        _plans.Add(plan(text, [.. units.Select(unit => new ProtectedSpan(unit.PlainStart - gap.Start, unit.Text.Length))]));
        if (units.Length == 0)
        {
            _hints.Add(text, _plans.Count - 1);
        }

        return _plans.Count - 1;
    }

    /// <param name="Block">The block.</param>
    /// <param name="Plan">The index of its plan.</param>
    /// <param name="Gaps">The indices of its gaps' plans; −1 for a gap without one.</param>
    public sealed record PlannedBlock(MarkupBlock Block, int Plan, int[] Gaps)
    {
        /// <summary>Its translation, once its tags are placed.</summary>
        public CutTranslation? Cut { get; set; }

        /// <summary>The quote around a value.</summary>
        public char Quote { get; init; }
    }
}
