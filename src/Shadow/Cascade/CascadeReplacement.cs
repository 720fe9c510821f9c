using TransformerService.Inference.Catalog;
using TransformerService.Inference.Tasks;
using TransformerService.Models;
using TransformerService.Models.Requests;
using TransformerService.Shadow.Sampling;

namespace TransformerService.Shadow.Cascade;

/// <summary>
/// Replaces a student's answers by the teacher's where the student's are risky. A request that names its variant gets that variant's
/// answers, and so do requests whose options the teacher is not asked with: several hypotheses, a glossary of the call, markup, labels of the
/// caller's own, windows.
/// </summary>
/// <param name="lanes">The cascades.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class CascadeReplacement(CascadeLanes lanes, TimeProvider timeProvider) : IAnswerReplacement
{
    private const long BytesOfText = 256,
        BytesOfLabel = 64;

    public ValueTask<TranslationAnswer> ReplaceAsync(
        CatalogModel model,
        CatalogVariant variant,
        TranslationRequest request,
        TranslationAnswer answer,
        ReplacementTerms terms,
        CancellationToken cancellationToken
    ) =>
        ShadowSample.HasSigns(request) && Find(model, variant, request) is ({ } lane, { } student)
            ? TranslateAsync(lane, student, request, answer, terms, cancellationToken)
            : new(answer);

    public ValueTask<ClassificationAnswer> ReplaceAsync(
        CatalogModel model,
        CatalogVariant variant,
        ClassificationRequest request,
        ClassificationAnswer answer,
        ReplacementTerms terms,
        CancellationToken cancellationToken
    ) =>
        answer.Scores.Count == answer.Results.Count && Find(model, variant, request) is ({ } lane, { } student)
            ? ClassifyAsync(lane, student, request, answer, terms, cancellationToken)
            : new(answer);

    private (CascadeLane? Lane, LoadedStudent? Student) Find(CatalogModel model, CatalogVariant variant, InferenceRequest request) =>
        request.Variant is null && variant.Role == VariantRole.Student && lanes.For(model) is { } lane
            ? (lane, LoadedStudent.Of(variant))
            : default;

    private async ValueTask<TranslationAnswer> TranslateAsync(
        CascadeLane lane,
        LoadedStudent student,
        TranslationRequest request,
        TranslationAnswer answer,
        ReplacementTerms terms,
        CancellationToken cancellationToken
    )
    {
        var at = timeProvider.GetUtcNow();
        var escalation = await lane.DecideAsync(
            [.. answer.Translations.Select((translation, index) => student.Translated(at, request, translation, index))],
            index => CostOf(request, answer, index),
            terms,
            cancellationToken
        );
        return Named(answer, escalation) with
        {
            Translations =
            [
                .. answer.Translations.Select(
                    (own, index) =>
                        (escalation.Answers[index]?.Translation ?? own) with
                        {
                            Cascade = escalation.Outcomes[index],
                            DetectedLanguage = own.DetectedLanguage,
                        }
                ),
            ],
            Timing = answer.Timing with { Total = terms.Elapsed },
        };
    }

    private async ValueTask<ClassificationAnswer> ClassifyAsync(
        CascadeLane lane,
        LoadedStudent student,
        ClassificationRequest request,
        ClassificationAnswer answer,
        ReplacementTerms terms,
        CancellationToken cancellationToken
    )
    {
        var at = timeProvider.GetUtcNow();
        var escalation = await lane.DecideAsync(
            [.. answer.Results.Select((result, index) => student.Classified(at, request, answer.Scores[index], result.InputTokens, index))],
            index => CostOf(request, answer, index),
            terms,
            cancellationToken
        );
        return Named(answer, escalation) with
        {
            Results =
            [
                .. answer.Results.Select(
                    (own, index) =>
                        own with
                        {
                            Cascade = escalation.Outcomes[index],
                            Labels = escalation.Answers[index]?.Labels is { } labels ? [.. labels.Take(own.Labels.Count)] : own.Labels,
                        }
                ),
            ],
            Timing = answer.Timing with { Total = terms.Elapsed },
        };
    }

    /// <summary>An answer that is the teacher's alone has its name.</summary>
    private static TAnswer Named<TAnswer>(TAnswer answer, Escalation escalation)
        where TAnswer : InferenceAnswer =>
        escalation.Version is { } version && escalation.Answers.All(static text => text is not null)
            ? answer with
            {
                Variant = VariantRole.Teacher,
                Version = version,
            }
            : answer;

    private static ReplacementCost CostOf(TranslationRequest request, TranslationAnswer answer, int index)
    {
        var translation = answer.Translations[index];
        long tokens = translation.InputTokens + translation.OutputTokens;
        return new ReplacementCost(
            translation.Statistics?.Sentences ?? 1,
            request.Texts[index].Length,
            tokens * (request.Options.BeamSize ?? 1),
            BytesOfText + (sizeof(char) * (long)translation.Text.Length)
        );
    }

    private static ReplacementCost CostOf(ClassificationRequest request, ClassificationAnswer answer, int index) =>
        new(
            1,
            request.Texts[index].Length + (request.TextPairs?[index].Length ?? 0),
            answer.Results[index].InputTokens,
            BytesOfText + (BytesOfLabel * answer.Results[index].Labels.Count)
        );
}
