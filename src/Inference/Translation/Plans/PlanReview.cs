using System.Text;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Segments.Numbers;
using TransformerService.Tokenization.Segments.Signs;
using TransformerService.Tokenization.Segments.Spans;

namespace TransformerService.Inference.Translation.Plans;

/// <summary>Finds out of a translated plan why its sentences ended, and what does not stand in them as it should.</summary>
/// <param name="plan">The plan; all its rows are translated.</param>
/// <param name="checksNumbers">Whether numbers that differ are named.</param>
/// <param name="protectsSpans">Whether signs that differ are named.</param>
/// <param name="language">The target language.</param>
/// <param name="work">Counts the work.</param>
internal sealed class PlanReview(TranslationPlan plan, bool checksNumbers, bool protectsSpans, string? language, TextWork work)
{
    /// <summary>Bounds the answer.</summary>
    private const int MostNumbers = 64;

    /// <summary>The most warnings that a row may have.</summary>
    public static long MostWarnings(PlannedRow row) =>
        row.Planner is null
            ? 0
            : row.Spans.Count
                + Math.Min(MostNumbers, NumberComparison.MostInvented + row.Source.Count(char.IsDigit))
                + Math.Min(MostNumbers, row.Source.Count(TextSigns.All.Contains));

    /// <summary>Why each sentence ended.</summary>
    public IReadOnlyList<FinishReason> Reasons()
    {
        var reasons = new FinishReason[plan.Rows.Count == 0 ? 0 : plan.Rows[^1].Sentence + 1];
        foreach (var row in plan.Rows)
        {
            var reason = row.RanAway
                ? FinishReason.Repetition
                : row.Final.Select(final => final.Reason).DefaultIfEmpty(FinishReason.Stop).Max();
            reasons[row.Sentence] = (FinishReason)Math.Max((int)reasons[row.Sentence], (int)reason);
        }

        return reasons;
    }

    /// <summary>
    /// The spans and numbers that do not stand in the translation as in the text; where some are left out, the last one says how many.
    /// </summary>
    public IReadOnlyList<TranslationWarning> Warnings()
    {
        var warnings = new List<TranslationWarning>();
        var (numbers, leftOut, first) = (0, 0, 0);
        foreach (var row in plan.Rows.Where(row => row.Planner is not null))
        {
            work.Look();
            var joined = new StringBuilder();
            TranslationPlan.Join([new PlannedPart(default, row)], 0, joined);
            var text = joined.ToString();
            foreach (var terms in row.Spans.Where(span => span.Term is not null).GroupBy(span => span.WrittenIn(row.Source)))
            {
                // The model may have used the same word for something else too.
                var missing = terms.Skip(Count(text, terms.Key)).Select(span => span.Term?.Entry.Source ?? "");
                warnings.AddRange(
                    missing.Select(term => new TranslationWarning(TranslationWarningKind.GlossaryNotApplied, term, row.Sentence))
                );
            }

            var spans = row.Spans.Where(span => span.Term is null).Select(span => row.Source.Substring(span.Start, span.Length));
            foreach (var span in spans.GroupBy(span => span))
            {
                // Where it is a part of another span or word, it stands there in the translation too.
                var (found, least) = (Count(text, span.Key), span.Count());
                if (found < least || found > Math.Max(least, Count(row.Source, span.Key)))
                {
                    warnings.Add(new TranslationWarning(TranslationWarningKind.SpanChanged, span.Key, row.Sentence));
                }
            }

            if (protectsSpans)
            {
                List<string> signs =
                [
                    .. SignComparison
                        .Changed(row.Source, text, work)
                        .Where(sign => !row.Spans.Any(span => span.Term is { } term && Holds(row, span, term, sign))),
                ];
                Add(TranslationWarningKind.SpanChanged, signs, MostNumbers, row.Sentence);
            }

            if (checksNumbers)
            {
                List<string> differences =
                [
                    .. row.NumberDifferences(text, language, work).Select(difference => difference.Text).Distinct(),
                ];
                Add(TranslationWarningKind.NumberChanged, differences, MostNumbers - numbers, row.Sentence);
                numbers += Math.Min(differences.Count, MostNumbers - numbers);
            }
        }

        return leftOut == 0 ? warnings : [.. warnings, TranslationWarning.More(leftOut, first)];

        void Add(TranslationWarningKind kind, List<string> texts, int most, int sentence)
        {
            warnings.AddRange(texts.Take(most).Select(one => new TranslationWarning(kind, one, sentence)));
            if (texts.Count > most)
            {
                first = leftOut == 0 ? sentence : first;
                leftOut += texts.Count - most;
            }
        }
    }

    /// <summary>Whether a term of a glossary changes how often a sign is there.</summary>
    private static bool Holds(PlannedRow row, ProtectedSpan span, GlossaryTerm term, string sign) =>
        row.Source.AsSpan(span.Start, span.Length).Contains(sign, StringComparison.Ordinal)
        || term.Written.Contains(sign, StringComparison.Ordinal);

    /// <summary>How often a span stands in a text; one that is a word does not stand inside another.</summary>
    private int Count(string text, string span)
    {
        var (count, isWord) = (0, char.IsLetterOrDigit(span[0]) && char.IsLetterOrDigit(span[^1]));
        work.Step(text.Length);
        for (var at = 0; (at = text.IndexOf(span, at, StringComparison.Ordinal)) >= 0; at += span.Length)
        {
            count += !isWord || Words.IsWhole(text, at, at + span.Length) ? 1 : 0;
        }

        return count;
    }
}
