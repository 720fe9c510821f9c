using System.Text.Json;
using Shouldly;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Tests.Onnx;
using TransformerService.Distillation.Tests.Pipeline;
using TransformerService.Distillation.Training;
using TransformerService.Models;
using TransformerService.Tokenization.Loading;
using Xunit;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Tests.Modeling;

/// <summary>The committed teacher, back in TorchSharp, says what the server says with its export.</summary>
public sealed class TorchAgainstOnnxTests
{
    private const int Sentences = 1_000;
    private const int Rows = 100;
    private const int MaxNewTokens = 60;

    [Fact]
    public async Task Translate_AThousandSentencesGreedily_SameInBoth()
    {
        var model = RepositoryRoot.Folder("models", "en-fr");
        var recipe = (TranslationRecipe)RecipeFile.Read(RepositoryRoot.Folder("recipes", "en-fr.json"));
        var tokenizer = TokenizerLoader.Load(Path.Combine(model, "teacher"));
        var shape = recipe.Teacher.TranslationShape(tokenizer.LargestVocabularyId + 1);
        using var torch = Restore(Path.Combine(model, "teacher"), shape);
        string[] sources = [.. Tatoeba().Concat(TinyCorpus.Pairs(Sentences, seed: 1).Select(pair => pair.English)).Take(Sentences)];

        using var evaluator = TranslationEvaluator.Open(model, VariantRole.Teacher);
        (var served, _) = await evaluator.TranslateAsync(sources, beams: 1, TestContext.Current.CancellationToken);

        List<string> own =
        [
            .. sources
                .Chunk(Rows)
                .SelectMany(rows => Greedy(torch, [.. rows.Select(text => tokenizer.Encode(text, shape.MaxPositions).Ids)]))
                .Select(ids => tokenizer.Decode(ids)),
        ];
        own.Zip(served).Where(pair => pair.First != pair.Second).ShouldBeEmpty();
        served.Distinct().Count().ShouldBeGreaterThan(Sentences / 2);
    }

    private static TranslationTransformer Restore(string folder, TranslationShape shape)
    {
        var weights = MarianImporter.Read(folder, shape);
        var model = new TranslationTransformer(shape, ScalarType.Float32, dropout: 0, seed: 1);
        using var adam = new Adam(model.Weights);
        adam.Initialize(name => MarianWeights.ValuesOf(name, weights));
        return model;
    }

    /// <summary>The likeliest token each time, as the paper defines the model: no cache, everything computed anew.</summary>
    private static IEnumerable<int[]> Greedy(TranslationTransformer model, int[][] sources)
    {
        var shape = model.Shape;
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var width = sources.Max(row => row.Length);
        var source = tensor(
            sources
                .SelectMany(row => row.Select(id => (long)id).Concat(Enumerable.Repeat((long)shape.PadTokenId, width - row.Length)))
                .ToArray(),
            [sources.Length, width]
        );
        List<int>[] found = [.. sources.Select(_ => new List<int>())];
        for (var step = 0; step < MaxNewTokens && found.Any(row => !row.Contains(shape.EosTokenId)); step++)
        {
            using var inner = NewDisposeScope();
            var target = tensor(
                found.SelectMany(row => row.Select(id => (long)id).Prepend(shape.PadTokenId)).ToArray(),
                [sources.Length, step + 1]
            );
            var logits = model.States(source, target).select(1, step).matmul(model.Embedding.t()) + model.OutputBias;

            // The padding is the start token and never an answer, as in Marian's bad_words_ids.
            logits.narrow(1, shape.PadTokenId, 1).fill_(float.NegativeInfinity);
            long[] next = [.. logits.argmax(1).data<long>()];
            for (var row = 0; row < found.Length; row++)
            {
                found[row].Add((int)next[row]);
            }
        }

        return found.Select(row => row.TakeWhile(id => id != shape.EosTokenId).ToArray());
    }

    private static IEnumerable<string> Tatoeba()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(RepositoryRoot.Folder("tests", "Clients", "sentences.json")));
        return [.. json.RootElement.GetProperty("translation").EnumerateArray().Select(text => text.GetString() ?? "")];
    }
}
