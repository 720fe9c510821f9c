using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Marian;

namespace TransformerService.Engine;

/// <summary>The model shape at which engines are compared.</summary>
internal static class BenchmarkShape
{
    /// <summary>Number of tokens read, the end token included.</summary>
    public const int SourceTokens = 25;

    /// <summary>Exact number of tokens generated.</summary>
    public const int TargetTokens = 25;

    public static readonly TranslationShape Shape = new()
    {
        Vocabulary = 8_000,
        ModelSize = 256,
        Heads = 8,
        EncoderLayers = 4,
        DecoderLayers = 2,
        FeedForward = 1_024,
    };

    /// <summary>Both kinds of decoders, which share their weights.</summary>
    public static readonly MarianExportOptions Options = new()
    {
        SourceLanguage = "en",
        TargetLanguage = "fr",
        Decoders = DecoderFiles.Both,
        SharedWeights = true,
    };

    /// <summary>Rows of random tokens.</summary>
    public static int[][] Rows(int count, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                    (int[])[.. Enumerable.Range(0, SourceTokens - 1).Select(_ => random.Next(2, Shape.PadTokenId)), Shape.EosTokenId]
                ),
        ];
    }
}
