using TransformerService.Models.Requests;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Segments;
using TransformerService.Tokenization.Segments.Spans;

namespace TransformerService.Inference.Translation.Plans;

/// <summary>Makes the rows of sentences: what a model reads, and what is copied.</summary>
/// <param name="model">The model.</param>
/// <param name="options">Which steps are taken.</param>
/// <param name="language">The text's language.</param>
/// <param name="code">The language code that each row begins with, if any.</param>
/// <param name="tally">Counts sentences.</param>
/// <param name="work">Counts the work.</param>
internal sealed class RowPlanner(
    TranslationModel model,
    TranslationOptions options,
    string? language,
    string? code,
    SentenceTally tally,
    TextWork work
)
{
    private static readonly Action _counted = () => { };

    public TranslationModel Model => model;

    public SentenceTally Tally => tally;

    public TextWork Work => work;

    /// <summary>The text's language.</summary>
    public string? Language => language;

    /// <summary>Returns the rows of a sentence, one if it can be.</summary>
    /// <param name="words">The sentence.</param>
    /// <param name="part">Its part of the text.</param>
    /// <param name="spans">Its protected spans, in order.</param>
    /// <param name="countRow">Called before each row but the first is made; it throws when there are too many.</param>
    public IReadOnlyList<PlannedPart> Plan(string words, TextPart part, IReadOnlyList<ProtectedSpan> spans, Action countRow)
    {
        part = part with { IsUpperCase = part.IsUpperCase && options.LowerCapitals };
        var all = model.Readable.SpecialTokens(words, work) is { Count: > 0 } special ? SpanFinder.Merge(spans.Concat(special)) : spans;
        var rows = new RowList(this, tally.Count(), countRow);
        if (all.Count == 0 && !(options.ProtectSpans && model.Readable.LosesSigns(words, work)))
        {
            var read = Read(words, part);
            if (IsRead(read, out var row) || (model.Readable.Simplify(ref read, work) && IsRead(read, out row)) || !options.ProtectSpans)
            {
                rows.Add(words, part with { IsPiece = false }, read, row);
                return rows.Parts;
            }
        }

        // Where nothing in it is unreadable by itself, the sentence is one row.
        all =
            options.ProtectSpans && model.Readable.Unreadable(words, work) is { Count: > 0 } unread
                ? SpanFinder.Merge(all.Concat(BesideTerms(unread, all)))
                : all;
        if (all.Count == 0)
        {
            var read = Read(words, part);
            model.Readable.Simplify(ref read, work);
            rows.Add(words, part with { IsPiece = false }, read, Encode(read));
            return rows.Parts;
        }

        tally.WithSpans++;
        if (!AddStandIns(rows, words, part with { IsPiece = false }, all, hasProtectedNumbers: false))
        {
            tally.Cut++;
            rows.AddCut(words, part with { IsPiece = true }, all, hasProtectedNumbers: false);
        }

        return rows.Parts;
    }

    /// <summary>
    /// Returns what is translated instead of a row whose spans did not come through the model: once the same with other words for them, then
    /// what is between them.
    /// </summary>
    public IReadOnlyList<PlannedPart> Mend(PlannedRow row)
    {
        var rows = new RowList(this, row.Sentence, _counted) { AreDecodedAgain = row.IsDecodedAgain };
        if (row.Tried.Count == 0 && AddStandIns(rows, row.Source, row.Part, row.Spans, row.HasProtectedNumbers, row.StandIns))
        {
            return rows.Parts;
        }

        rows.AddCut(row.Source, row.Part with { IsPiece = true }, row.Spans, row.HasProtectedNumbers);
        return rows.Parts;
    }

    /// <summary>Returns what is translated instead of a row whose numbers changed.</summary>
    /// <param name="row">The row.</param>
    /// <param name="withStandIns">Whether stand-ins may be tried, or the row is cut at the numbers.</param>
    /// <param name="numbers">The numbers in its text.</param>
    public IReadOnlyList<PlannedPart> ProtectNumbers(PlannedRow row, bool withStandIns, IEnumerable<ProtectedSpan> numbers)
    {
        var rows = new RowList(this, row.Sentence, _counted) { AreDecodedAgain = row.IsDecodedAgain };
        var spans = SpanFinder.Merge(row.Spans.Concat(BesideTerms(numbers, row.Spans)));
        if (!withStandIns || !AddStandIns(rows, row.Source, row.Part, spans, hasProtectedNumbers: true))
        {
            rows.AddCut(row.Source, row.Part with { IsPiece = true }, spans, hasProtectedNumbers: true);
        }

        return rows.Parts;
    }

    /// <summary>Adds a sentence as one row, with a word in the place of each span.</summary>
    private bool AddStandIns(
        RowList rows,
        string words,
        TextPart part,
        IReadOnlyList<ProtectedSpan> spans,
        bool hasProtectedNumbers,
        IReadOnlyList<string>? tried = null
    )
    {
        if (spans.Count > model.StandIns.Count || spans.Any(span => span.IsMarkup || TouchesWord(words, span)))
        {
            return false;
        }

        if (StandIns.Choose([.. model.StandIns.Except(tried ?? [])], words, spans.Count) is not { } standIns)
        {
            return false;
        }

        var (read, done, isFirst) = ("", 0, part.IsFirst);
        foreach (var (index, span) in spans.Index())
        {
            AddPiece(span.Start);
            read += standIns[index];
            done = span.End;
        }

        AddPiece(words.Length);
        if (!IsRead(read, out var row) && !(model.Readable.Simplify(ref read, work) && IsRead(read, out row)))
        {
            return false;
        }

        rows.AddRow(
            new PlannedRow(words, part, row)
            {
                Spans = spans,
                StandIns = standIns,
                Tried = tried ?? [],
                Planner = this,
                Sentence = rows.Sentence,
                HasProtectedNumbers = hasProtectedNumbers,
                IsDecodedAgain = rows.AreDecodedAgain,
            }
        );
        return true;

        void AddPiece(int end)
        {
            var piece = words[done..end];
            read += Read(piece, part with { IsFirst = isFirst });
            isFirst &= !piece.Any(char.IsLetter);
        }
    }

    /// <summary>Cuts a glossary's terms out of spans: what they cover is translated as the glossary says.</summary>
    private static IEnumerable<ProtectedSpan> BesideTerms(IEnumerable<ProtectedSpan> found, IReadOnlyList<ProtectedSpan> spans)
    {
        ProtectedSpan[] terms = [.. spans.Where(span => span.Term is not null)];
        var next = 0;
        foreach (var one in found.OrderBy(span => span.Start))
        {
            var start = one.Start;
            while (next < terms.Length && terms[next].End <= start)
            {
                next++;
            }

            for (var at = next; at < terms.Length && terms[at].Start < one.End; at++)
            {
                if (terms[at].Start > start)
                {
                    yield return new ProtectedSpan(start, terms[at].Start - start);
                }

                start = Math.Max(start, terms[at].End);
            }

            if (start < one.End)
            {
                yield return new ProtectedSpan(start, one.End - start);
            }
        }
    }

    private static bool TouchesWord(string words, ProtectedSpan span) =>
        (span.Start > 0 && char.IsLetterOrDigit(words[span.Start - 1]))
        || (span.End < words.Length && char.IsLetterOrDigit(words[span.End]));

    /// <summary>What the model reads of a text.</summary>
    public string Read(string words, TextPart part) =>
        ModelText.Read(words, part, language, options.RemoveInvisible, options.StopRunaways, work);

    /// <summary>Puts back what <see cref="Read"/> left out at the end of a text.</summary>
    public string Restore(string translation, string words) =>
        options.StopRunaways ? RepeatedSigns.Restore(translation, words, work) : translation;

    public TokenizedText Encode(string text) => code is null ? model.Encode(text, work) : model.Encode(text, code, work);

    /// <summary>Whether the model reads all of a text; what is beyond its limit is not among the tokens.</summary>
    private bool IsRead(string read, out TokenizedText row)
    {
        row = Encode(read);
        return !row.Truncated && model.Readable.IsRead(row);
    }
}
