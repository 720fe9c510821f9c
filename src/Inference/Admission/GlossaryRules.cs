using TransformerService.Models.Errors;
using TransformerService.Models.Glossaries;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Admission;

/// <summary>The rules of the glossary of a request.</summary>
internal static class GlossaryRules
{
    /// <exception cref="InferenceException">The glossary breaks a rule; the message names the entry, and never its text.</exception>
    public static void Check(TranslationRequest request)
    {
        if (request.Glossary.Count == 0)
        {
            return;
        }

        if (!request.Options.SplitSentences)
        {
            throw InferenceException.Invalid(
                "'glossary' has no effect with 'options.splitSentences' false, which takes the text as it is: leave one of them out."
            );
        }

        if (request.Glossary.Count > Glossary.MostOfCall)
        {
            throw new InferenceException(
                InferenceError.InputTooLarge,
                $"'glossary' holds {request.Glossary.Count} entries; it may hold {Glossary.MostOfCall}."
            );
        }

        Of("glossary", request.Glossary, Glossary.MostOfCall);
        var kept = request.Options.Protect.ToHashSet(StringComparer.Ordinal);
        foreach (var (index, entry) in request.Glossary.Index())
        {
            if (entry.Source != entry.Target && kept.Contains(entry.Source))
            {
                throw InferenceException.Invalid(
                    $"'glossary[{index}]' translates a term that 'options.protect' keeps as it is: leave one of them out."
                );
            }
        }
    }

    /// <summary>Creates a glossary.</summary>
    /// <param name="field">The field that its entries are from.</param>
    /// <param name="entries">The entries.</param>
    /// <param name="most">The most entries.</param>
    /// <exception cref="InferenceException">An entry breaks a rule.</exception>
    public static Glossary Of(string field, IReadOnlyList<GlossaryEntry> entries, int most) =>
        Glossary.Of(entries, most, (place, mustBe) => throw InferenceException.Invalid($"'{field}{place}' must be {mustBe}."));
}
