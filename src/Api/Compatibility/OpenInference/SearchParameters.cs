using TransformerService.Models.Requests;

namespace TransformerService.Api.Compatibility.OpenInference;

/// <summary>The parameters of a request that say how to decode. The pipeline checks their ranges.</summary>
internal static class SearchParameters
{
    public static TranslationOptions Translation(InferParameters parameters) =>
        With(
            new TranslationOptions { SplitSentences = parameters.Flag("split_sentences") ?? TranslationOptions.Default.SplitSentences },
            parameters
        );

    public static GenerationOptions Generation(InferParameters parameters) =>
        With(
            new GenerationOptions
            {
                DoSample = parameters.Flag("do_sample") ?? GenerationOptions.Default.DoSample,
                Temperature = parameters.Number("temperature"),
                TopK = parameters.Count("top_k"),
                TopP = parameters.Number("top_p"),
                Seed = parameters.Whole("seed"),
            },
            parameters
        );

    private static TOptions With<TOptions>(TOptions options, InferParameters parameters)
        where TOptions : SearchOptions =>
        (TOptions)(
            (SearchOptions)options with
            {
                BeamSize = parameters.Count("beam_size"),
                MaxNewTokens = parameters.Count("max_new_tokens"),
                MinNewTokens = parameters.Count("min_new_tokens"),
                LengthPenalty = parameters.Number("length_penalty"),
                NoRepeatNgramSize = parameters.Count("no_repeat_ngram_size"),
                RepetitionPenalty = parameters.Number("repetition_penalty"),
            }
        );
}
