using System.Text;
using System.Text.RegularExpressions;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Translation.Plans;

/// <summary>Finds out of a translated plan why its sentences ended, and what does not stand in them as it should.</summary>
/// <param name="plan">The plan; all its rows are translated.</param>
/// <param name="checksNumbers">Whether numbers that differ are named.</param>
/// <param name="language">The target language.</param>
/// <param name="work">Counts the work.</param>
internal sealed class PlanReview(TranslationPlan plan, bool checksNumbers, string? language, TextWork work)
{
    /// <summary>Bounds the answer.</summary>
    private const int MostNumbers = 64;

    /// <summary>The most warnings that a row may have.</summary>
    public static long MostWarnings(PlannedRow row) =>
        row.Planner is null ? 0 : row.Spans.Count + Math.Min(MostNumbers, row.Source.Count(char.IsDigit));

    /// <summary>Why each sentence ended.</summary>
    public IReadOnlyList<FinishReason> Reasons()
    {
        var reasons = new FinishReason[plan.Rows.Count == 0 ? 0 : plan.Rows[^1].Sentence + 1];
        foreach (var row in plan.Rows)
        {
            var reason = row.RanAway ? FinishReason.Repetition : row.Final.Max(final => final.Reason);
            reasons[row.Sentence] = (FinishReason)Math.Max((int)reasons[row.Sentence], (int)reason);
        }

        return reasons;
    }

    /// <summary>The spans and numbers that do not stand in the translation as in the text.</summary>
    public IReadOnlyList<TranslationWarning> Warnings()
    {
        var warnings = new List<TranslationWarning>();
        var numbers = 0;
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
            foreach (var span in spans.Distinct())
            {
                if (Count(text, span) != Count(row.Source, span))
                {
                    warnings.Add(new TranslationWarning(TranslationWarningKind.SpanChanged, span, row.Sentence));
                }
            }

            if (checksNumbers)
            {
                var differences = row.NumberDifferences(text, language, work)
                    .Select(difference => difference.Text)
                    .Distinct()
                    .Take(MostNumbers - numbers)
                    .ToList();
                numbers += differences.Count;
                warnings.AddRange(
                    differences.Select(number => new TranslationWarning(TranslationWarningKind.NumberChanged, number, row.Sentence))
                );
            }
        }

        return warnings;
    }

    private static int Count(string text, string span) => Regex.Count(text, Regex.Escape(span), RegexOptions.CultureInvariant);
}
