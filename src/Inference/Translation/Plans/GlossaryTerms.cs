using TransformerService.Inference.Serving;
using TransformerService.Models.Glossaries;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Segments.Spans;

namespace TransformerService.Inference.Translation.Plans;

/// <summary>Finds the terms of a request's glossary and of the model's; the request's take precedence.</summary>
/// <param name="ofCall">The request's, if it has any.</param>
/// <param name="ofModel">The model's, if they apply.</param>
internal sealed class GlossaryTerms(GlossarySpans? ofCall, GlossarySpans? ofModel)
{
    /// <summary>Prepares the glossaries of a request.</summary>
    public static GlossaryTerms Of(TranslationModel model, TranslationRequest request, AnsweringVariant variant, TextWork work)
    {
        var target = variant.TargetLanguage ?? request.Target;
        return new GlossaryTerms(
            request.Glossary.Count == 0
                ? null
                : new GlossarySpans(Glossary.Of(request.Glossary, Glossary.MostOfCall, (_, _) => { }), target, work),
            request.Options.ModelGlossary && variant.Glossary.Entries.Count > 0 ? model.Terms.Of(variant.Glossary, target, work) : null
        );
    }

    /// <summary>Returns where terms stand in a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="copied">What a document does not translate, in order: no term may overlap it.</param>
    /// <param name="kept">That and what the caller protects, in order: no term of the model's glossary may overlap it.</param>
    /// <param name="work">Counts the work.</param>
    public IReadOnlyList<ProtectedSpan> Find(
        string text,
        IReadOnlyList<ProtectedSpan> copied,
        IReadOnlyList<ProtectedSpan> kept,
        TextWork work
    )
    {
        var first = Outside(copied, ofCall?.Find(text, work) ?? [], work);
        if (ofModel is null)
        {
            return first;
        }

        var taken = SpanFinder.Merge(first.Concat(kept));
        return [.. first, .. Outside(taken, ofModel.Find(text, work), work)];
    }

    /// <summary>The terms that do not overlap what is taken; both are in order.</summary>
    private static IReadOnlyList<ProtectedSpan> Outside(
        IReadOnlyList<ProtectedSpan> taken,
        IReadOnlyList<ProtectedSpan> terms,
        TextWork work
    )
    {
        if (taken.Count == 0)
        {
            return terms;
        }

        var next = 0;
        var found = new List<ProtectedSpan>();
        foreach (var span in terms)
        {
            work.Step();
            while (next < taken.Count && taken[next].End <= span.Start)
            {
                work.Step();
                next++;
            }

            if (next == taken.Count || taken[next].Start >= span.End)
            {
                found.Add(span);
            }
        }

        return found;
    }
}

/// <summary>The terms of a model's glossary, prepared once for each glossary that comes into force.</summary>
internal sealed class PreparedTerms
{
    private volatile GlossarySpans? _terms;

    /// <summary>Returns the terms of a glossary.</summary>
    public GlossarySpans Of(Glossary glossary, string? target, TextWork work)
    {
        if (_terms is not { } terms || terms.Glossary != glossary)
        {
            _terms = terms = new GlossarySpans(glossary, target, work);
        }

        return terms;
    }
}
