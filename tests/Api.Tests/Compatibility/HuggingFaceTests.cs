using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Compatibility;

/// <summary>The calls of Hugging Face's inference API that encoders answer give PyTorch's answers, in its forms.</summary>
public sealed class HuggingFaceTests(ExportsServer server)
{
    private const double Tolerance = 1e-4;

    [Fact]
    public async Task Classify_FunctionsAndTopK_AreTheReference()
    {
        var golden = Golden.Cases("bert-tiny")["sst-pos"];
        var labels = Golden.Labels("bert-tiny");
        var text = golden.GetProperty("text").GetString();
        var logits = Numbers(golden.GetProperty("logits"));
        var sum = logits.Sum(Math.Exp);

        await ShouldBeAsync(new { inputs = text }, Numbers(golden.GetProperty("scores")));
        await ShouldBeAsync(new { inputs = new[] { text } }, Numbers(golden.GetProperty("scores")));
        await ShouldBeAsync(new { inputs = text, parameters = new { function_to_apply = "none" } }, logits);
        await ShouldBeAsync(
            new { inputs = text, parameters = new { function_to_apply = "softmax" } },
            [.. logits.Select(logit => Math.Exp(logit) / sum)]
        );
        await ShouldBeAsync(
            new
            {
                inputs = text,
                function_to_apply = "sigmoid",
                top_k = 2,
            },
            Numbers(golden.GetProperty("scores")),
            2
        );
        await ShouldBeAsync(
            new
            {
                inputs = text,
                parameters = new
                {
                    return_all_scores = true,
                    padding = "max_length",
                    function_to_apply = "sigmoid",
                },
            },
            Numbers(golden.GetProperty("scores"))
        );
        await ShouldBeAsync(
            new
            {
                inputs = text,
                parameters = new
                {
                    return_all_scores = false,
                    padding = true,
                    function_to_apply = "sigmoid",
                },
            },
            Numbers(golden.GetProperty("scores")),
            1
        );

        async Task ShouldBeAsync(object body, double[] scores, int count = 5)
        {
            var found = (await server.AskAsync("/models/bert", body)).EnumerateArray().ShouldHaveSingleItem().EnumerateArray().ToArray();
            found.Select(item => item.GetProperty("score").GetDouble()).ShouldBe(scores.OrderDescending().Take(count), Tolerance);
            foreach (var item in found)
            {
                item.EnumerateObject().Select(field => field.Name).ShouldBe(["label", "score"]);
                var label = labels.Index().Single(known => known.Item == item.GetProperty("label").GetString()).Index;
                item.GetProperty("score").GetDouble().ShouldBe(scores[label], Tolerance);
            }
        }
    }

    [Fact]
    public async Task ZeroShot_GoldenLabels_AreTheReference()
    {
        foreach (var golden in Golden.Read("bart-nli-tiny").GetProperty("zero_shot").GetProperty("cases").EnumerateArray())
        {
            string[] labels = [.. golden.GetProperty("candidate_labels").EnumerateArray().Select(label => label.GetString() ?? "")];
            var parameters = new { candidate_labels = labels, hypothesis_template = golden.GetProperty("hypothesis_template").GetString() };
            var text = golden.GetProperty("text").GetString();

            var one = await server.AskAsync("/models/nli", new { inputs = text, parameters });
            var many = await server.AskAsync(
                "/pipeline/zero-shot-classification/facebook/nli",
                new { inputs = new[] { text }, parameters }
            );
            var commas = await server.AskAsync(
                "/models/nli",
                new
                {
                    inputs = text,
                    parameters = new
                    {
                        candidate_labels = string.Join(", ", labels),
                        parameters.hypothesis_template,
                        multi_label = false,
                    },
                }
            );

            foreach (var answer in new[] { one, many.EnumerateArray().ShouldHaveSingleItem(), commas })
            {
                answer
                    .EnumerateArray()
                    .Select(item => item.GetProperty("score").GetDouble())
                    .ShouldBe(Numbers(golden.GetProperty("single").GetProperty("scores")), Tolerance);
            }
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("simple")]
    [InlineData("first")]
    [InlineData("average")]
    [InlineData("max")]
    public async Task Tag_GoldenTexts_AreTheReference(string aggregation)
    {
        var golden = Golden.Cases("bert-ner-tiny")["ner-1"];
        var expected = golden.GetProperty($"entities_{aggregation}").EnumerateArray().ToArray();
        var name = aggregation == "none" ? "entity" : "entity_group";
        var text = golden.GetProperty("text").GetString();
        var parameters = new { aggregation_strategy = aggregation, ignore_labels = new[] { "O" } };

        var one = await server.AskAsync("/models/ner", new { inputs = text, parameters });
        var many = await server.AskAsync("/models/dslim/ner/pipeline/ner", new { inputs = new[] { text }, parameters });

        foreach (var found in new[] { one, many.EnumerateArray().ShouldHaveSingleItem() })
        {
            found.GetArrayLength().ShouldBe(expected.Length);
            foreach (var (entity, reference) in found.EnumerateArray().Zip(expected))
            {
                entity.EnumerateObject().Select(field => field.Name).ShouldBe([name, "score", "word", "start", "end"]);
                entity.GetProperty(name).GetString().ShouldBe(reference.GetProperty(name).GetString());
                entity.GetProperty("score").GetDouble().ShouldBe(reference.GetProperty("score").GetDouble(), Tolerance);
                entity.GetProperty("start").GetInt32().ShouldBe(reference.GetProperty("start").GetInt32());
                entity.GetProperty("end").GetInt32().ShouldBe(reference.GetProperty("end").GetInt32());
            }
        }

        if (aggregation == "simple")
        {
            (await server.AskAsync("/models/ner", new { inputs = text })).ToString().ShouldBe(one.ToString());
        }
    }

    [Fact]
    public async Task Embed_GoldenTexts_AreTheReferenceAndTheirCosines()
    {
        var cases = Golden.Cases("sentence-bert-tiny").Values.Take(3).ToArray();
        string[] texts = [.. cases.Select(golden => golden.GetProperty("text").GetString() ?? "")];

        var many = await server.AskAsync("/models/sentence-transformers/embedder/pipeline/feature-extraction", new { inputs = texts });
        var one = await server.AskAsync(
            "/models/embedder",
            new
            {
                inputs = texts[0],
                normalize = true,
                truncate = true,
                truncation_direction = "Right",
            }
        );
        var raw = await server.AskAsync(
            "/models/embedder",
            new
            {
                inputs = texts[0],
                normalize = false,
                dimensions = 8,
            }
        );
        var similarity = new { inputs = new { source_sentence = texts[0], sentences = texts[1..] } };
        var cosines = await server.AskAsync("/models/embedder/pipeline/sentence-similarity", similarity);
        var found = await server.AskAsync("/models/embedder", similarity);

        foreach (var (vector, golden) in many.EnumerateArray().Zip(cases))
        {
            Numbers(vector).ShouldBe(Numbers(golden.GetProperty("mean_normalized")), Tolerance);
        }

        Numbers(one.EnumerateArray().ShouldHaveSingleItem()).ShouldBe(Numbers(many[0]), Tolerance);
        Numbers(raw[0]).ShouldBe(Numbers(cases[0].GetProperty("mean"))[..8], Tolerance);
        var first = Numbers(many[0]);
        Numbers(cosines)
            .ShouldBe(
                many.EnumerateArray().Skip(1).Select(vector => Numbers(vector).Zip(first, (left, right) => left * right).Sum()),
                Tolerance
            );
        Numbers(found).ShouldBe(Numbers(cosines), Tolerance);
    }

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetDouble())];
}
