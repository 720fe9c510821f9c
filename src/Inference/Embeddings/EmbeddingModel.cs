using System.Globalization;
using System.Numerics.Tensors;
using TransformerService.Inference.Admission;
using TransformerService.Inference.Encoders;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Sessions;
using TransformerService.Inference.Telemetry;
using TransformerService.Models.Errors;
using TransformerService.Models.Exports;
using TransformerService.Models.Requests;
using TransformerService.Models.SelfChecks;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Embeddings;

/// <summary>A loaded embedding model: texts in, a vector for each out. A row's result is its pooled vector, as the graph gives it.</summary>
internal sealed class EmbeddingModel(LoadedEncoder encoder, EmbeddingSettings settings, string output)
    : EncoderModel<float[]>(encoder, output),
        IAnswers<EmbeddingRequest, EmbeddingAnswer>
{
    /// <summary>The bytes of a number in an answer: as text, with its comma.</summary>
    private const long BytesOfNumber = 16,
        BytesOfRow = 256;

    /// <summary>How many numbers of a vector a self-check shows.</summary>
    private const int ShownNumbers = 4;

    /// <summary>The numbers of a vector.</summary>
    public int Dimensions { get; private set; }

    /// <summary>The numbers of a vector that a call gets if it asks for no other number.</summary>
    private int Kept => Math.Min(Dimensions, settings.Dimensions ?? Dimensions);

    public EmbeddingSettings Settings => settings;

    public async Task<EmbeddingAnswer> AnswerAsync(
        EmbeddingRequest request,
        AnsweringVariant variant,
        RequestAccount account,
        CancellationToken cancellationToken
    )
    {
        if (request.Dimensions > Dimensions)
        {
            throw new InferenceException(InferenceError.InvalidInput, $"'dimensions' must be at most {Dimensions}, the model's.");
        }

        var prompt = PromptOf(request);
        var skipped = settings.PoolsPrompt || prompt.Length == 0 ? 0 : Math.Max(0, Encode(prompt, null).Ids.Length - 1); // without its end token
        var (rows, found) = await RunTextsAsync(
            request.Texts.Count,
            (row, work) => new PromptedText(Encode(Prepared(prompt, request.Texts[row]), null, work), skipped),
            row => row,
            request.Texts.Count * ((Dimensions * BytesOfNumber) + BytesOfRow),
            account,
            cancellationToken
        );

        using var span = TransformerTelemetry.Source.StartActivity("decode");
        return new EmbeddingAnswer(
            variant.Model,
            variant.Role,
            variant.ShortHash,
            [.. found.Results.Select(vector => Encodings.Of(Finished(vector, request.Dimensions, request.Normalize), request.Encoding))],
            account.Timing(found.Times)
        )
        {
            Dimensions = request.Dimensions ?? Kept,
            Read = [.. rows.Select(row => new ReadText(row.Ids.Length, row.Truncated))],
        };
    }

    /// <summary>The vectors of one batch as the export's own settings make them.</summary>
    public float[][] Embed(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
        [
            .. Raw([.. texts.Select(text => Encode(Prepared("", text), null))], cancellationToken)
                .Select(vector => Finished(vector, null, null)),
        ];

    public override IReadOnlyList<(string Answer, double Score)> Answer(
        IReadOnlyList<(string Text, string? Pair)> texts,
        CancellationToken cancellationToken
    ) => [.. Embed([.. texts.Select(text => text.Text)], cancellationToken).Select(vector => (Shown(vector), (double)vector[0]))];

    public override IReadOnlyList<CheckedAnswer> Check(IReadOnlyList<SelfCheckSample> samples, CancellationToken cancellationToken) =>
        [
            .. Embed([.. samples.Select(sample => sample.Text)], cancellationToken)
                .Select(vector => new CheckedAnswer(Shown(vector), vector[0], Lead: 0)),
        ];

    protected override float[][] Read(IReadOnlyList<TokenizedText> rows, ReadOnlySpan<float> numbers, ReadOnlySpan<long> shape)
    {
        if (shape is [var texts, var size] && texts >= rows.Count)
        {
            var vectors = new float[rows.Count][];
            for (var row = 0; row < vectors.Length; row++)
            {
                vectors[row] = numbers.Slice(row * (int)size, (int)size).ToArray();
            }

            return vectors;
        }

        if (shape is not [var count, var width, var hidden] || count < rows.Count)
        {
            throw WrongShape(shape, "a vector for each text, or for each of its tokens");
        }

        var pooled = new float[rows.Count][];
        for (var row = 0; row < pooled.Length; row++)
        {
            var length = rows[row].Ids.Length;
            var from = rows[row] is PromptedText prompted ? Math.Min(prompted.Skipped, length - 1) : 0;
            var states = numbers.Slice(row * (int)(width * hidden), length * (int)hidden);
            pooled[row] = Pooling.Apply(settings.Pooling, states, (int)hidden, Math.Max(0, from));
        }

        return pooled;
    }

    protected override bool AreNear(float[] one, float[] other) =>
        one.Zip(other, (first, second) => WarmUpRuns.IsNear(first, second)).All(isNear => isNear);

    protected override bool IsFinite(float[] result) => Array.TrueForAll(result, float.IsFinite);

    protected override void WarmedUp(IReadOnlyList<float[]> seen) => Dimensions = seen[0].Length;

    private string PromptOf(EmbeddingRequest request)
    {
        if (request.Prompt is { } own)
        {
            return own;
        }

        if ((request.PromptName ?? settings.DefaultPrompt) is not { } name)
        {
            return "";
        }

        return settings.Prompts.TryGetValue(name, out var prompt)
            ? prompt
            : throw new InferenceException(
                InferenceError.InvalidInput,
                settings.Prompts.Count == 0
                    ? "'promptName' names a prompt, but the model has none; send the prompt itself as 'prompt'."
                    : $"'promptName' must be one of {string.Join(", ", settings.Prompts.Keys.Select(known => $"'{known}'"))}."
            );
    }

    private string Prepared(string prompt, string text) => settings.LowerCase ? (prompt + text).ToLowerInvariant() : prompt + text;

    /// <summary>
    /// Cuts and scales a vector. What the export's own <c>truncate_dim</c> cuts off is cut after it was scaled, as in sentence-transformers;
    /// what the caller cuts off, before.
    /// </summary>
    private float[] Finished(float[] vector, int? dimensions, bool? normalize)
    {
        if (dimensions is { } asked)
        {
            return Scaled(vector[..asked], normalize ?? settings.Normalize);
        }

        var whole = Scaled([.. vector], normalize ?? settings.Normalize);
        return Kept == Dimensions ? whole : Scaled(whole[..Kept], normalize ?? false);
    }

    private static float[] Scaled(float[] vector, bool normalize)
    {
        if (normalize)
        {
            // As torch.nn.functional.normalize: a vector of zeros stays one.
            TensorPrimitives.Divide(vector, Math.Max(TensorPrimitives.Norm(vector), 1e-12f), vector);
        }

        return vector;
    }

    private static string Shown(float[] vector) =>
        string.Join(" ", vector.Take(ShownNumbers).Select(number => number.ToString("0.###", CultureInfo.InvariantCulture)));

    /// <summary>A text with a prompt.</summary>
    private sealed record PromptedText : TokenizedText
    {
        public PromptedText(TokenizedText text, int skipped)
            : base(text) => Skipped = skipped;

        /// <summary>The tokens at its start that do not count in the pooling.</summary>
        public int Skipped { get; }
    }
}
