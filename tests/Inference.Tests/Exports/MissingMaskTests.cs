using Shouldly;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Tests.Golden;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Exports;

/// <summary>Exports that cannot tell padding from text answer every text as alone, whatever other callers send.</summary>
public sealed class MissingMaskTests
{
    private const int Requests = 80,
        AtOnce = 16;
    private const string Cost =
        ", so texts are never padded: only texts with the same number of tokens run together, which costs throughput.";
    private static readonly string Long = string.Concat(Enumerable.Repeat("a very long text that would pad the others . ", 8));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("distilbert-tiny")]
    [InlineData("bert-tiny")]
    [InlineData("roberta-tiny")]
    public async Task Classify_WithoutMask_GivesTheGoldenScoresInAnyCompany(string fixture)
    {
        using var export = new ChangedExport(fixture);
        export.Graph(graph => graph.ReplaceMaskByOnes("attention_mask", "input_ids"));

        (await export.WarningsAsync())
            .ShouldHaveSingleItem()
            .ShouldBe(
                $"student: model.onnx was exported without the input 'attention_mask'{Cost} Export with the mask, as optimum-cli export onnx does."
            );
        await ShouldBeGoldenAsync(export, fixture);
    }

    [Fact]
    public async Task Classify_DeclaredMaskThatNothingTakes_IsTreatedAsMissing()
    {
        using var export = new ChangedExport("distilbert-tiny");
        export.Graph(graph =>
        {
            graph.ReplaceMaskByOnes("attention_mask", "input_ids");
            graph.Rename("attention_mask", "ones");
            graph.AddInput("attention_mask", Distillation.Onnx.Proto.TensorProto.Types.DataType.Int64);
        });

        (await export.WarningsAsync())
            .ShouldHaveSingleItem()
            .ShouldStartWith("student: model.onnx does not use its input 'attention_mask'");
        await ShouldBeGoldenAsync(export, "distilbert-tiny");
    }

    /// <summary>Nothing in the files says so: the warm-up finds it out.</summary>
    [Fact]
    public async Task Classify_MaskWithoutEffect_IsFoundByTheWarmUp()
    {
        using var export = new ChangedExport("distilbert-tiny");
        export.Graph(graph =>
        {
            graph.Rename("attention_mask", "effective_mask");
            graph.Numbers("zero", 0);
            graph.Numbers("one", 1);
            graph.Add("Mul", ["attention_mask", "zero"], "no_mask");
            graph.Add("Add", ["no_mask", "one"], "effective_mask");
        });

        (await export.WarningsAsync())
            .ShouldHaveSingleItem()
            .ShouldStartWith("student: a text was answered differently beside a longer one, although the export takes a mask");
        await ShouldBeGoldenAsync(export, "distilbert-tiny");
    }

    /// <summary>Nothing in the files says so: the warm-up finds it out.</summary>
    [Theory]
    [InlineData("encoder_model.onnx", "attention_mask")]
    [InlineData("decoder_with_past_model.onnx", "encoder_attention_mask")]
    public async Task Translate_MaskWithoutEffect_IsFoundByTheWarmUp(string file, string mask)
    {
        using var export = new ChangedExport("marian-tiny", ChangedExport.Translation);
        export.Graph(
            graph =>
            {
                graph.Rename(mask, "effective_mask");
                graph.Numbers("zero", 0);
                graph.Numbers("one", 1);
                graph.Add("Mul", [mask, "zero"], "no_mask");
                graph.Add("Add", ["no_mask", "one"], "effective_mask");
            },
            file
        );

        (await export.WarningsAsync())
            .ShouldHaveSingleItem()
            .ShouldStartWith("student: a text was answered differently beside a longer one, although the export takes a mask");
    }

    [Theory]
    [InlineData("marian-tiny", "encoder_model.onnx")]
    [InlineData("marian-tiny", "decoder_model.onnx", "decoder_with_past_model.onnx")]
    [InlineData("marian-tiny", "decoder_with_past_model.onnx")]
    [InlineData("marian-tiny", "encoder_model.onnx", "decoder_model.onnx", "decoder_with_past_model.onnx")]
    [InlineData("marian-tiny", "decoder_model_merged.onnx")]
    [InlineData("t5-tiny", "encoder_model.onnx", "decoder_model_merged.onnx")]
    [InlineData("marian-tiny-nopast", "decoder_model.onnx")]
    [InlineData("t5-tiny", "encoder_model.onnx")]
    [InlineData("t5-tiny", "decoder_model.onnx", "decoder_with_past_model.onnx")]
    public async Task Translate_WithoutMask_GivesTheGoldenTextsInAnyCompany(string fixture, params string[] files)
    {
        using var export = new ChangedExport(fixture, ChangedExport.Translation, new BatchingOptions { MaxBatchRows = 7 });
        if (files.Contains("decoder_model_merged.onnx"))
        {
            File.Delete(Path.Combine(export.Folder, "decoder_with_past_model.onnx"));
        }

        foreach (var file in files)
        {
            export.Graph(
                graph =>
                {
                    if (file.StartsWith("encoder", StringComparison.Ordinal))
                    {
                        graph.ReplaceMaskByOnes("attention_mask", "input_ids");
                    }
                    else if (graph.Graph.Input.Any(input => input.Name == "encoder_hidden_states"))
                    {
                        graph.ReplaceMaskByOnes("encoder_attention_mask", "encoder_hidden_states");
                    }
                    else
                    {
                        graph.ReplaceMaskByOnes("encoder_attention_mask", "past_key_values.0.encoder.key", 0, 2);
                    }
                },
                file
            );
        }

        string[] blind =
        [
            .. files.Select(file =>
                $"{file} was exported without the input '{(file.StartsWith("encoder", StringComparison.Ordinal) ? "" : "encoder_")}attention_mask'"
            ),
        ];
        (await export.WarningsAsync())
            .Where(warning => warning.Contains("padded", StringComparison.Ordinal))
            .ShouldHaveSingleItem()
            .ShouldBe($"student: {string.Join(" and ", blind)}{Cost} Export with the mask, as optimum-cli export onnx does.");

        GoldenTranslation[] cases = [.. GoldenTranslations.Load(fixture == "marian-tiny-nopast" ? "marian-tiny" : fixture).Cases];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Requests),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Token },
            async (number, token) =>
            {
                GoldenTranslation golden = cases[number % cases.Length],
                    other = cases[(number * 7) % cases.Length];
                var beams = number % 2 == 0 ? 1 : 4;
                var options = new TranslationOptions
                {
                    BeamSize = beams,
                    MaxNewTokens = 63,
                    SplitSentences = false,
                };
                var request = new TranslationRequest(number % 3 == 0 ? [golden.Text] : [golden.Text, other.Text, golden.Text])
                {
                    Model = "m",
                    Options = options,
                };
                var answers = (await export.Pipeline.TranslateAsync(request, token)).Translations;
                answers[0].Text.ShouldBe(beams == 1 ? golden.Greedy.Text : golden.Beam4.Text, golden.Name);
                answers[^1].Text.ShouldBe(answers[0].Text);
                answers[^1].Score.ShouldBe(answers[0].Score, 1e-5);
            }
        );
    }

    private static async Task ShouldBeGoldenAsync(ChangedExport export, string fixture)
    {
        GoldenClassification[] cases = [.. GoldenClassifications.Load(fixture).Cases.Where(golden => golden.TextPair is null)];
        foreach (var golden in cases.Take(5))
        {
            await ShouldBeGoldenAsync(golden, golden.Text);
            await ShouldBeGoldenAsync(golden, golden.Text, Long);
        }

        await Parallel.ForEachAsync(
            Enumerable.Range(0, Requests),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Token },
            async (number, _) =>
                await ShouldBeGoldenAsync(
                    cases[number % cases.Length],
                    number % 2 == 0 ? [cases[number % cases.Length].Text] : [cases[number % cases.Length].Text, Long]
                )
        );

        async Task ShouldBeGoldenAsync(GoldenClassification golden, params string[] texts)
        {
            var request = new ClassificationRequest(texts) { Model = "m", TopK = 1_000 };
            (await export.Pipeline.ClassifyAsync(request, Token))
                .Results[0]
                .Labels.Select(label => label.Score)
                .ShouldBe(golden.Scores.OrderDescending(), 1e-4, golden.Name);
        }
    }
}
