using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Client;
using Xunit;

namespace TransformerService.Api.Tests.DotnetClient;

/// <summary>The client's inference calls: REST and gRPC give the same answers.</summary>
public sealed class ClientCallsTests(ExportsServer server)
{
    private const string Text = "Two dogs are playing in the snow. A man is sitting on 3 chairs.";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TranslateAsync_AllOptions_IsTheSameFromBoth()
    {
        var request = new TranslateRequest
        {
            Text = [Text, "A Blue Door.", ""],
            Model = "marian-split",
            Variant = VariantRole.Student,
            Glossary = [new GlossaryEntry { Source = "Blue Door", Target = "Porte Bleue" }, new GlossaryEntry { Source = "snow" }],
            Options = new TranslateOptions
            {
                BeamSize = 3,
                NumHypotheses = 2,
                MaxNewTokens = 20,
                MinNewTokens = 1,
                LengthPenalty = 0.8,
                NoRepeatNgramSize = 3,
                RepetitionPenalty = 1.1,
                EarlyStopping = EarlyStopping.Never,
                SplitSentences = true,
                Shortlist = false,
                KeepStructure = true,
                ProtectSpans = true,
                Protect = ["man"],
                ModelGlossary = false,
                RemoveInvisible = false,
                LowerCapitals = false,
                CheckNumbers = false,
                StopRunaways = false,
            },
        };

        var answer = await TestClient.BothAsync(server, client => client.TranslateAsync(request, Token));

        answer.Model.ShouldBe("marian-split");
        answer.Translations.Count.ShouldBe(3);
        answer.Timing.TotalMs.ShouldBeGreaterThan(0);
        answer.Translations[0].Hypotheses?.Count.ShouldBe(2);
        answer.Translations[0].Statistics.ShouldNotBeNull();

        var document = request with
        {
            Text = ["<p title=\"Two dogs.\">Two dogs are playing.</p>"],
            Format = TextFormat.Html,
            Options = new TranslateOptions
            {
                BeamSize = 1,
                MaxNewTokens = 20,
                TranslateAttributes = true,
            },
        };
        var translated = await TestClient.BothAsync(server, client => client.TranslateAsync(document, Token));
        translated.Translations[0].Statistics?.Blocks.ShouldNotBeNull();
    }

    [Fact]
    public async Task TranslateAsync_OneText_IsTheServersOwnAnswer()
    {
        await using var client = new TestClient(server, TransformerServiceTransport.Grpc);
        var direct = await server.PostAsync("/v1/translate", """{ "text": "Two dogs.", "model": "marian-split" }""");

        var answer = await client.Calls.TranslateAsync(new TranslateRequest { Text = ["Two dogs."], Model = "marian-split" }, Token);

        answer.Translations[0].Text.ShouldBe(direct.Json.GetProperty("translations")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task ClassifyAsync_PairsLabelsAndWindows_AreTheSameFromBoth()
    {
        var plain = new ClassifyRequest
        {
            Text = [Text],
            Model = "bert",
            TopK = 2,
        };
        var zeroShot = new ClassifyRequest
        {
            Text = [Text],
            Model = "nli",
            CandidateLabels = ["animals", "weather"],
            HypothesisTemplate = "This text is about {}.",
            MultiLabel = true,
        };
        var windows = new ClassifyRequest
        {
            Text = [string.Concat(Enumerable.Repeat(Text, 10))],
            Model = "distilbert",
            Options = new ClassifyOptions
            {
                Window = 16,
                Stride = 4,
                Combine = WindowCombination.Max,
            },
        };

        (await TestClient.BothAsync(server, client => client.ClassifyAsync(plain, Token))).Results[0].Labels.Count.ShouldBe(2);
        (await TestClient.BothAsync(server, client => client.ClassifyAsync(zeroShot, Token)))
            .Results[0]
            .Labels.Select(label => label.Label)
            .ShouldBe(["animals", "weather"], ignoreOrder: true);
        (await TestClient.BothAsync(server, client => client.ClassifyAsync(windows, Token)))
            .Results[0]
            .Windows.ShouldNotBeNull()
            .ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task EmbedRerankTagAsync_Texts_AreTheSameFromBoth()
    {
        var embed = new EmbedRequest
        {
            Text = [Text, "snow"],
            Model = "embedder",
            Dimensions = 8,
            Normalize = false,
            Encoding = EmbeddingEncoding.Int8,
            Prompt = "query: ",
        };
        var rerank = new RerankRequest
        {
            Query = "Where is the dog?",
            Documents = ["The dog is in the snow.", "A chair.", "Nothing."],
            Model = "ranker",
            TopN = 2,
        };
        var tag = new TagRequest
        {
            Text = ["Anna lives in Berlin 🙂 with Tom.", Text],
            Model = "ner",
            Aggregation = TagAggregation.None,
            Offsets = OffsetUnit.Utf16,
        };

        var vectors = await TestClient.BothAsync(server, client => client.EmbedAsync(embed, Token));
        vectors.Embeddings.ShouldAllBe(vector => vector.Length == 8);
        (await TestClient.BothAsync(server, client => client.RerankAsync(rerank, Token))).Results.Count.ShouldBe(2);
        (await TestClient.BothAsync(server, client => client.TagAsync(tag, Token))).Entities.Count.ShouldBe(2);
    }

    [Fact]
    public async Task ScoreExplainAsync_Texts_AreTheSameFromBoth()
    {
        var score = new ScoreRequest
        {
            Source = ["Two dogs."],
            Target = ["Deux chiens."],
            Model = "marian-split",
        };
        var label = new ExplainRequest
        {
            Text = [Text],
            Model = "bert",
            Unit = ExplanationUnit.Token,
            MaxRows = 5,
        };
        var target = new ExplainRequest
        {
            Text = ["Two dogs."],
            Target = ["Deux chiens."],
            Model = "marian-split",
        };

        (await TestClient.BothAsync(server, client => client.ScoreAsync(score, Token))).Results[0].Tokens.ShouldNotBeEmpty();
        (await TestClient.BothAsync(server, client => client.ExplainAsync(label, Token))).Results[0].Label.ShouldNotBeNull();
        (await TestClient.BothAsync(server, client => client.ExplainAsync(target, Token))).Results[0].TargetParts.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task TokenizeDetokenizeDetectAsync_Texts_AreTheSameFromBoth()
    {
        var tokenize = new TokenizeRequest
        {
            Text = [Text],
            Model = "bert",
            SpecialTokens = true,
        };
        var detect = new DetectRequest { Text = [Text, "Deux chiens jouent dans la neige."], TopK = 2 };

        var tokens = await TestClient.BothAsync(server, client => client.TokenizeAsync(tokenize, Token));
        var detokenize = new DetokenizeRequest
        {
            Ids =
            [
                [.. tokens.Results[0].Pieces.Select(piece => piece.Id)],
            ],
            Model = "bert",
            SpecialTokens = false,
        };
        (await TestClient.BothAsync(server, client => client.DetokenizeAsync(detokenize, Token))).Texts[0].ShouldContain("dogs");
        var detected = await TestClient.BothAsync(server, client => client.DetectAsync(detect, Token));
        detected.Detections[0].Candidates?.Count.ShouldBe(2);
    }

    [Fact]
    public async Task ModelsHealthAsync_RunningServer_AreTheSameFromBoth()
    {
        (await TestClient.BothAsync(server, client => client.ListModelsAsync(Token))).Models.ShouldContain(model => model.Name == "ner");
        (await TestClient.BothAsync(server, client => client.GetModelAsync("marian-split", Token))).Task.ShouldBe(ModelTask.Translation);
        (await TestClient.BothAsync(server, client => client.GetLivenessAsync(Token))).Status.ShouldBe("live");
        (await TestClient.BothAsync(server, client => client.GetReadinessAsync(Token))).Status.ShouldBe("ready");
    }

    [Theory]
    [InlineData(TransformerServiceTransport.Rest)]
    [InlineData(TransformerServiceTransport.Grpc)]
    public async Task TranslateAsync_ManyCallersAndHostileTexts_AllAreAnswered(TransformerServiceTransport transport)
    {
        await using var client = new TestClient(server, transport);
        string[] texts = ["\0", "\ud800", "🙂", "<script>", "a\r\n\r\nb", "{\"text\":1}"];

        var answers = await Task.WhenAll(
            texts.Select(text =>
                client.Calls.TranslateAsync(
                    new TranslateRequest
                    {
                        Text = [text],
                        Model = "marian-split",
                        Options = new TranslateOptions { BeamSize = 1, MaxNewTokens = 8 },
                    },
                    Token
                )
            )
        );

        answers.ShouldAllBe(answer => answer.Translations.Count == 1);
    }
}
