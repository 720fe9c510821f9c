using TransformerService.Models.Requests;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Segments;
using TransformerService.Tokenization.Segments.Spans;

namespace TransformerService.Inference.Translation.Plans;

/// <summary>Plans a text that is split into sentences; a text without any has nothing to translate.</summary>
/// <param name="model">The model.</param>
/// <param name="options">Which steps are taken.</param>
/// <param name="terms">The terms of glossaries.</param>
/// <param name="language">The text's language.</param>
/// <param name="usualCode">The language code of sentences without one of their own, if there is any.</param>
/// <param name="countRow">Called before a row is made; it throws when there are too many.</param>
/// <param name="work">Counts the work.</param>
internal sealed class SentencePlanner(
    TranslationModel model,
    TranslationOptions options,
    GlossaryTerms terms,
    string? language,
    string? usualCode,
    Action countRow,
    TextWork work
)
{
    private const char ByteOrderMark = '\uFEFF';

    /// <summary>Plans a text. A language code at its start is added to each sentence, up to one that has its own code.</summary>
    /// <param name="text">The text.</param>
    /// <param name="kept">Parts of it that are copied, in order.</param>
    public TranslationPlan Plan(string text, IReadOnlyList<ProtectedSpan> kept)
    {
        var whole = text.Length;
        var (parts, tally) = (new List<PlannedPart>(), new SentenceTally());
        text = text.StartsWith(ByteOrderMark) ? text[1..] : text;
        var start = text.TrimStart();
        var code = model.Tokenizer.LanguageCode(start);
        var rest = code is null ? text : text[..^start.Length] + start[code.Length..].TrimStart();
        var spans = Spans(
            rest,
            [.. kept.Select(span => span with { Start = span.Start - (whole - rest.Length) }).Where(span => span.Start >= 0)]
        );
        var planner = new RowPlanner(model, options, language, code ?? usualCode, tally, work);
        var next = 0;
        foreach (var part in TextSegmenter.Sentences(rest, language, spans, options.KeepStructure, work, countRow))
        {
            work.Look();
            if (part.Kind == TextPartKind.Span && Inside(spans, part, ref next) is [{ Term: { } term }])
            {
                tally.Terms.Add(term);
                parts.Add(new PlannedPart(term.Written.AsMemory(), null));
                continue;
            }

            if (part.Kind != TextPartKind.Words)
            {
                parts.Add(new PlannedPart(rest.AsMemory(part.Start, part.Length), null));
                continue;
            }

            var words = part;
            if (model.Tokenizer.LanguageCode(part.In(rest).ToString()) is { } other)
            {
                planner = new RowPlanner(model, options, language, other, tally, work);
                words = part with { Start = part.Start + other.Length, Length = part.Length - other.Length };
            }

            if (words.Length > 0)
            {
                var inside = Inside(spans, words, ref next);
                inside.ForEach(span => tally.Terms.Add(span.Term));
                parts.AddRange(planner.Plan(words.In(rest).ToString(), words, inside, countRow));
            }
        }

        var left = whole - rest.Length;
        return new TranslationPlan(parts, tally)
        {
            Spans = left == 0 ? spans : [.. spans.Select(span => span with { Start = span.Start + left })],
        };
    }

    private IReadOnlyList<ProtectedSpan> Spans(string text, IReadOnlyList<ProtectedSpan> copied)
    {
        var spans = options.ProtectSpans ? SpanFinder.Find(text, work) : [];
        var kept = options.Protect.Count == 0 ? copied : SpanFinder.Merge(CallerSpans.Find(text, options.Protect, work).Concat(copied));
        var found = terms.Find(text, copied, kept, work);
        return kept.Count == 0 && found.Count == 0 ? spans : SpanFinder.Merge(spans.Concat(kept).Concat(found));
    }

    /// <summary>The spans of a part, from its start on.</summary>
    private static List<ProtectedSpan> Inside(IReadOnlyList<ProtectedSpan> spans, TextPart part, ref int next)
    {
        var inside = new List<ProtectedSpan>();
        for (; next < spans.Count && spans[next].Start < part.End; next++)
        {
            if (spans[next].Start >= part.Start)
            {
                inside.Add(spans[next] with { Start = spans[next].Start - part.Start });
            }
        }

        return inside;
    }
}
