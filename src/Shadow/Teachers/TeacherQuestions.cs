using TransformerService.Models.Requests;
using TransformerService.Shadow.Sampling;

namespace TransformerService.Shadow.Teachers;

/// <summary>Asks a teacher about samples, and rejects malformed answers.</summary>
internal static class TeacherQuestions
{
    /// <summary>More labels than any model has: the whole distribution is compared.</summary>
    private const int AllLabels = 1_000_000;

    /// <summary>The teacher's answers to samples that run together.</summary>
    /// <exception cref="TeacherException">The answer is malformed. Other exceptions of the teacher pass through.</exception>
    public static async Task<TeacherAnswers> AskAsync(
        IVariantClient teacher,
        IReadOnlyList<ShadowSample> samples,
        CancellationToken cancellationToken
    )
    {
        string[] texts = [.. samples.Select(sample => sample.Text)];
        if (samples[0].Options is { } options)
        {
            // The caller's options apply to the teacher too; each model uses its own defaults for the others. One hypothesis is compared.
            var translated = await teacher.TranslateAsync(
                new TranslationRequest(texts)
                {
                    Source = samples[0].Direction.Source,
                    Target = samples[0].Direction.Target,
                    Options = options with { NumHypotheses = null },
                },
                cancellationToken
            );
            return Checked(
                translated.Version,
                texts.Length,
                [.. translated.Translations.Select(translation => new SampleAnswer(translation))]
            ) with
            {
                Inference = translated.Timing.Inference,
            };
        }

        if (samples[0].Asked is { } asked)
        {
            // A ranking is a sample by itself, with its documents.
            var answer = await teacher.AskAsync(asked is RerankRequest ? asked : asked with { Texts = texts }, cancellationToken);
            return Checked(
                answer.Version,
                texts.Length,
                [.. texts.Take(CountOf(answer)).Select((_, index) => OtherTasks.AnswerOf(answer, index))]
            ) with
            {
                Inference = answer.Timing.Inference,
            };
        }

        var classified = await teacher.ClassifyAsync(
            new ClassificationRequest(texts)
            {
                TextPairs = samples[0].Pair is null ? null : [.. samples.Select(sample => sample.Pair ?? "")],
                TopK = AllLabels,
            },
            cancellationToken
        );
        return Checked(classified.Version, texts.Length, [.. classified.Results.Select(result => new SampleAnswer(result.Labels))]) with
        {
            Inference = classified.Timing.Inference,
        };
    }

    private static TeacherAnswers Checked(string version, int expected, SampleAnswer[] answers)
    {
        if (answers.Length != expected)
        {
            throw new TeacherException($"The teacher gave {answers.Length} answers to {expected} texts.");
        }

        return version.Length > 0 && Array.TrueForAll(answers, answer => answer.IsComplete)
            ? new TeacherAnswers(version, answers)
            : throw new TeacherException("The teacher's answer has no version, is incomplete, or has a score that is not a number.");
    }

    /// <summary>The number of answers: a ranking is one.</summary>
    private static int CountOf(InferenceAnswer answer) =>
        answer switch
        {
            TagAnswer tagged => tagged.Entities.Count,
            GenerationAnswer generated => generated.Generations.Count,
            EmbeddingAnswer embedded => embedded.Embeddings.Count,
            _ => 1,
        };
}

/// <summary>The teacher's answers to some samples.</summary>
/// <param name="Version">The version that answered.</param>
/// <param name="Answers">One for each sample, in their order.</param>
internal sealed record TeacherAnswers(string Version, IReadOnlyList<SampleAnswer> Answers)
{
    /// <summary>How long the model ran for all of them, without queues.</summary>
    public TimeSpan Inference { get; init; }
}
