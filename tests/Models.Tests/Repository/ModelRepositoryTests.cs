using Shouldly;
using TransformerService.Models.Exports;
using TransformerService.Models.Manifests;
using TransformerService.Models.Repository;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Models.Tests.Repository;

public sealed class ModelRepositoryTests : IDisposable
{
    private const string Translation = """{ "task": "translation" }""";
    private const string Classification = """{ "task": "text-classification" }""";
    private readonly TemporaryRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    private ModelDefinition Only() => ModelRepository.Read(_repository.Root).ShouldHaveSingleItem();

    [Fact]
    public void Read_Promotion_IsRead()
    {
        _repository.Add(
            "m",
            """{ "task": "translation", "promotion": { "mode": "automatic", "margin": 0.02, "minSamples": 500, "maxDuration": "2.00:00:00", "maxLatencyRatio": 1.5 } }""",
            "marian-tiny"
        );

        Only()
            .Manifest.ShouldNotBeNull()
            .Promotion.ShouldBe(
                new ManifestPromotion
                {
                    Mode = PromotionMode.Automatic,
                    Margin = 0.02,
                    MinSamples = 500,
                    MaxDuration = TimeSpan.FromDays(2),
                    MaxLatencyRatio = 1.5,
                }
            );
    }

    [Theory]
    [InlineData("{}", 0.1, 0.05, 2000)]
    [InlineData("""{ "budget": 0.25, "alpha": 0.01, "maxWait": 300 }""", 0.25, 0.01, 300)]
    [InlineData("""{ "budget": 0 }""", 0, 0.05, 2000)]
    public void Read_Cascade_IsRead(string cascade, double budget, double alpha, int maxWait)
    {
        _repository.Add("m", $$"""{ "task": "translation", "cascade": {{cascade}} }""", "marian-tiny");

        Only()
            .Manifest.ShouldNotBeNull()
            .Cascade.ShouldBe(
                new ManifestCascade
                {
                    Budget = budget,
                    Alpha = alpha,
                    MaxWait = TimeSpan.FromMilliseconds(maxWait),
                }
            );
    }

    [Fact]
    public void Read_MarianExport_FindsSplitDecodersLanguagesAndGenerationSettings()
    {
        _repository.Add(
            "en-fr",
            """{ "task": "translation", "sourceLanguage": "en", "targetLanguage": "fr", "license": "L", "description": "D" }""",
            "marian-tiny"
        );

        var model = Only();

        model.Name.ShouldBe("en-fr");
        model.Faults.ShouldBeEmpty();
        model.Manifest.ShouldBe(
            new ModelManifest(ModelTask.Translation)
            {
                SourceLanguage = "en",
                TargetLanguage = "fr",
                License = "L",
                Description = "D",
            }
        );
        var variant = model.Variants.ShouldHaveSingleItem();
        variant.Role.ShouldBe(VariantRole.Student);
        variant.Faults.ShouldBeEmpty();
        var export = variant.Export.ShouldNotBeNull();
        export.ModelType.ShouldBe("marian");
        export.Onnx.DecoderKind.ShouldBe("split");
        export.MaxPositions.ShouldBe(256);
        export.ContentHash.Length.ShouldBe(64);
        var generation = export.Generation.ShouldNotBeNull();
        generation.NumBeams.ShouldBe(4);
        generation.MaxLength.ShouldBe(256);
        generation.DecoderStartTokenId.ShouldBe(852);
        generation.EosTokenIds.ShouldBe([0]);
        generation.PadTokenId.ShouldBe(852);
        generation.BadWordsIds.ShouldHaveSingleItem().ShouldBe([852]);
        generation.ForcedEosTokenIds.ShouldBe([0]);
        generation.RenormalizeLogits.ShouldBeTrue();
    }

    [Fact]
    public void Read_RobertaExport_CountsOnlyThePositionsAfterPadding()
    {
        _repository.Add("intent", Classification, "roberta-tiny");

        var export = Only().Variants.ShouldHaveSingleItem().Export.ShouldNotBeNull();

        export.MaxPositions.ShouldBe(512);
        export.Head.ShouldNotBeNull().Function.ShouldBe(ScoreFunction.Softmax);
        export.Head.Labels.Count.ShouldBe(10);
        export.Head.Labels[8].ShouldBe("small_talk");
    }

    [Fact]
    public void Read_MultiLabelExport_ChoosesSigmoid()
    {
        _repository.Add("topics", Classification, "bert-tiny");
        Only().Variants.ShouldHaveSingleItem().Export.ShouldNotBeNull().Head.ShouldNotBeNull().Function.ShouldBe(ScoreFunction.Sigmoid);
    }

    [Fact]
    public void Read_T5WithoutAskingForTaskParams_KeepsGenerateDefaultsAndWarns()
    {
        _repository.Add("t5", Translation, "t5-tiny");

        var export = Only().Variants.ShouldHaveSingleItem().Export.ShouldNotBeNull();

        export.Prefix.ShouldBe("");
        export.Generation.ShouldNotBeNull().MaxLength.ShouldBe(20);
        export.Generation.NumBeams.ShouldBe(1);
        export.Warnings.ShouldHaveSingleItem().ShouldContain("translation_en_to_fr");
    }

    [Fact]
    public void Read_T5AskingForTaskParams_TakesPrefixAndSettingsAsThePipelineDoes()
    {
        _repository.Add("t5", """{ "task": "translation", "taskSpecificParams": "translation_en_to_fr" }""", "t5-tiny");

        var export = Only().Variants.ShouldHaveSingleItem().Export.ShouldNotBeNull();

        export.Prefix.ShouldBe("translate English to French: ");
        export.Generation.ShouldNotBeNull().MaxLength.ShouldBe(300);
        export.Generation.NumBeams.ShouldBe(4);
        export.Generation.EarlyStopping.ShouldBe(EarlyStopping.Always);
        export.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Read_UnknownTaskParams_IsAFaultThatNamesTheKnown()
    {
        _repository.Add("t5", """{ "task": "translation", "taskSpecificParams": "summarization" }""", "t5-tiny");
        Only().Variants.ShouldHaveSingleItem().Faults.ShouldHaveSingleItem().ShouldContain("translation_en_to_fr");
    }

    [Fact]
    public void Read_QuantizedNamesInOnnxFolder_AreFound()
    {
        _repository.Add("q", Translation, "marian-tiny");
        var student = _repository.File("q", "student");
        var onnx = Directory.CreateDirectory(Path.Combine(student, "onnx")).FullName;
        foreach (var file in Directory.GetFiles(student, "*.onnx"))
        {
            File.Move(file, Path.Combine(onnx, Path.GetFileNameWithoutExtension(file) + "_quantized.onnx"));
        }

        var files = Only().Variants.ShouldHaveSingleItem().Export.ShouldNotBeNull().Onnx;

        files.Encoder.ShouldNotBeNull().ShouldEndWith("encoder_model_quantized.onnx");
        files.DecoderKind.ShouldBe("split");
    }

    [Theory]
    [InlineData("merged", "decoder_model.onnx", "decoder_with_past_model.onnx")]
    [InlineData("none", "decoder_model_merged.onnx", "decoder_with_past_model.onnx")]
    public void Read_WithoutSomeDecoders_TakesWhatIsLeft(string kind, params string[] removed)
    {
        _repository.Add("m", Translation, "marian-tiny");
        foreach (var file in removed)
        {
            File.Delete(_repository.File("m", "student", file));
        }

        Only().Variants.ShouldHaveSingleItem().Export.ShouldNotBeNull().Onnx.DecoderKind.ShouldBe(kind);
    }

    [Fact]
    public void Read_FolderOfAnotherName_IsTheStudentIfItIsTheOnlyOne()
    {
        _repository.Add("m", Translation, "marian-tiny", folder: "my-export");
        Only().Variants.ShouldHaveSingleItem().FolderName.ShouldBe("my-export");
    }

    [Fact]
    public void Read_StudentAndTeacherFolders_AreBothFoundStudentFirst()
    {
        _repository.Add("m", Classification, "bert-tiny", folder: "teacher");
        _repository.Add("m", Classification, "distilbert-tiny", folder: "student");
        Only().Variants.Select(variant => variant.Role).ShouldBe([VariantRole.Student, VariantRole.Teacher]);
    }

    [Fact]
    public void Read_RemoteTeacher_IsNoFolder()
    {
        _repository.Add("m", """{ "task": "text-classification", "teacher": "grpc://host:8081/m" }""", "distilbert-tiny");
        var model = Only();
        model.Faults.ShouldBeEmpty();
        model.Manifest.ShouldNotBeNull().TeacherIsRemote.ShouldBeTrue();
        model.Variants.ShouldHaveSingleItem().Role.ShouldBe(VariantRole.Student);
    }

    [Fact]
    public void Read_Shadow_IsWhatItSaysAndNoMore()
    {
        _repository.Add(
            "m",
            """{ "task": "text-classification", "shadow": { "sampleRate": 0.1, "margin": 0.02, "rate": 1 } }""",
            "distilbert-tiny"
        );
        var model = Only();
        model.Manifest.ShouldNotBeNull().Shadow.ShouldBe(new ManifestShadow { SampleRate = 0.1, Margin = 0.02 });
        model.Warnings.ShouldHaveSingleItem().ShouldContain("'shadow.rate'");
    }

    [Fact]
    public void Read_SeveralFaults_ReportsEveryOne()
    {
        _repository.Add("m", Translation, "marian-tiny");
        File.Delete(_repository.File("m", "student", "encoder_model.onnx"));
        File.Delete(_repository.File("m", "student", "target.spm"));
        File.WriteAllText(_repository.File("m", "student", "generation_config.json"), "{ not json");
        File.WriteAllText(
            _repository.File("m", "student", "config.json"),
            File.ReadAllText(_repository.File("m", "student", "config.json"))
                .Replace("\"max_position_embeddings\": 256", "\"max_position_embeddings\": \"many\"", StringComparison.Ordinal)
        );

        var variant = Only().Variants.ShouldHaveSingleItem();

        variant.Export.ShouldBeNull();
        variant.Faults.Count.ShouldBe(4);
        variant.Faults.ShouldContain(fault => fault.StartsWith("encoder_model.onnx", StringComparison.Ordinal));
        variant.Faults.ShouldContain("target.spm is missing.");
        variant.Faults.ShouldContain(fault =>
            fault.StartsWith("generation_config.json is not readable JSON: line 1", StringComparison.Ordinal)
        );
        variant.Faults.ShouldContain("config.json: 'max_position_embeddings' must be an integer.");
    }

    [Fact]
    public void Read_FaultyModel_DoesNotHideTheOthers()
    {
        _repository.Add("bad", "[]");
        _repository.Add("good", Classification, "distilbert-tiny");
        Directory.CreateDirectory(_repository.Model(".hidden"));
        File.WriteAllText(Path.Combine(_repository.Root, "README.md"), "not a model");

        var models = ModelRepository.Read(_repository.Root);

        models.Select(model => model.Name).ShouldBe(["bad", "good"]);
        models[0].Faults.ShouldHaveSingleItem().ShouldBe("model.json: the file must hold a JSON object.");
        models[1].Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{", "model.json is not readable JSON: line 1, byte 2.")]
    [InlineData(
        """{ "task": "fill-mask" }""",
        "model.json: 'task' must be one of \"translation\", \"text-classification\", \"token-classification\", \"feature-extraction\", \"text-ranking\", \"text2text-generation\", or left out."
    )]
    [InlineData("""{ "task": 1 }""", "model.json: 'task' must be a string.")]
    [InlineData(
        """{ "task": "translation", "student": "../elsewhere" }""",
        "model.json: 'student' must be the name of a folder beside it."
    )]
    [InlineData("""{ "task": "translation", "student": ".." }""", "model.json: 'student' must be the name of a folder beside it.")]
    [InlineData(
        """{ "task": "translation", "teacher": "/etc" }""",
        "model.json: 'teacher' must be the name of a folder beside it, or grpc://host:port/name."
    )]
    [InlineData(
        """{ "task": "translation", "teacher": "grpc://host/m" }""",
        "model.json: 'teacher' must be the name of a folder beside it, or grpc://host:port/name."
    )]
    [InlineData(
        """{ "task": "translation", "teacher": "grpc://host:8081" }""",
        "model.json: 'teacher' must be the name of a folder beside it, or grpc://host:port/name."
    )]
    [InlineData(
        """{ "task": "translation", "teacher": "grpc://host:8081/a/b" }""",
        "model.json: 'teacher' must be the name of a folder beside it, or grpc://host:port/name."
    )]
    [InlineData(
        """{ "task": "translation", "teacher": "grpc://user@host:8081/m" }""",
        "model.json: 'teacher' must be the name of a folder beside it, or grpc://host:port/name."
    )]
    [InlineData(
        """{ "task": "translation", "teacher": "grpc://:8081/m" }""",
        "model.json: 'teacher' must be the name of a folder beside it, or grpc://host:port/name."
    )]
    [InlineData(
        """{ "task": "translation", "teacher": "grpc://host:0/m" }""",
        "model.json: 'teacher' must be the name of a folder beside it, or grpc://host:port/name."
    )]
    [InlineData(
        """{ "task": "translation", "teacher": "grpc://host:8081/m?x=1" }""",
        "model.json: 'teacher' must be the name of a folder beside it, or grpc://host:port/name."
    )]
    [InlineData(
        """{ "task": "translation", "teacher": "grpc://host:99999/m" }""",
        "model.json: 'teacher' must be the name of a folder beside it, or grpc://host:port/name."
    )]
    [InlineData(
        """{ "task": "translation", "shadow": 1 }""",
        "model.json: 'shadow' must be an object with sampleRate, maxPerSecond and margin, each of them optional."
    )]
    [InlineData(
        """{ "task": "translation", "shadow": { "sampleRate": 1.5 } }""",
        "model.json: 'shadow.sampleRate' must be a number from 0 to 1."
    )]
    [InlineData(
        """{ "task": "translation", "shadow": { "sampleRate": "0.1" } }""",
        "model.json: 'shadow.sampleRate' must be a number from 0 to 1."
    )]
    [InlineData(
        """{ "task": "translation", "shadow": { "maxPerSecond": 0 } }""",
        "model.json: 'shadow.maxPerSecond' must be a number above 0, to 1,000,000."
    )]
    [InlineData(
        """{ "task": "translation", "shadow": { "margin": 1 } }""",
        "model.json: 'shadow.margin' must be a number above 0 and below 1."
    )]
    [InlineData(
        """{ "task": "translation", "promotion": { "mode": "always" } }""",
        "model.json: 'promotion.mode' must be \"off\", \"suggest\" or \"automatic\"."
    )]
    [InlineData(
        """{ "task": "translation", "cascade": { "budget": 0.6 } }""",
        "model.json: 'cascade.budget' must be a number from 0 to 0.5."
    )]
    [InlineData(
        """{ "task": "translation", "cascade": { "alpha": 0 } }""",
        "model.json: 'cascade.alpha' must be a number above 0 and below 1."
    )]
    [InlineData(
        """{ "task": "translation", "cascade": { "maxWait": 0 } }""",
        "model.json: 'cascade.maxWait' must be an integer from 1 to 60,000, in milliseconds."
    )]
    [InlineData(
        """{ "task": "translation", "cascade": 0.1 }""",
        "model.json: 'cascade' must be an object with budget, alpha and maxWait, each of them optional."
    )]
    [InlineData(
        """{ "task": "feature-extraction", "cascade": {} }""",
        "model.json: 'cascade' must be left out: a cascade is for the tasks translation and text-classification."
    )]
    [InlineData(
        """{ "task": "translation", "promotion": { "margin": 0 } }""",
        "model.json: 'promotion.margin' must be a number above 0 and below 1."
    )]
    [InlineData(
        """{ "task": "translation", "promotion": { "minSamples": 0 } }""",
        "model.json: 'promotion.minSamples' must be an integer from 1 to 1,000,000."
    )]
    [InlineData(
        """{ "task": "translation", "promotion": { "minSamples": 1.5 } }""",
        "model.json: 'promotion.minSamples' must be an integer."
    )]
    [InlineData(
        """{ "task": "translation", "promotion": { "maxLatencyRatio": 0.05 } }""",
        "model.json: 'promotion.maxLatencyRatio' must be a number from 0.1 to 100."
    )]
    [InlineData(
        """{ "task": "translation", "promotion": { "maxLatencyRatio": "2" } }""",
        "model.json: 'promotion.maxLatencyRatio' must be a number from 0.1 to 100."
    )]
    [InlineData(
        """{ "task": "translation", "promotion": { "maxDuration": "8 days" } }""",
        "model.json: 'promotion.maxDuration' must be a time from 1 minute to 365 days, such as \"7.00:00:00\" for seven days."
    )]
    public void Read_FaultyManifest_SaysWhatToChange(string json, string fault)
    {
        _repository.Add("m", json);
        Only().Faults.ShouldHaveSingleItem().ShouldBe(fault);
    }

    [Fact]
    public void Read_ManifestInLatin1_IsAFaultOfThatModelOnly()
    {
        _repository.Add("latin", "{}");
        File.WriteAllBytes(
            _repository.File("latin", "model.json"),
            System.Text.Encoding.Latin1.GetBytes("""{ "task": "translation", "description": "modèle" }""")
        );
        _repository.Add("good", Classification, "distilbert-tiny");

        var models = ModelRepository.Read(_repository.Root);

        models[1].Faults.ShouldHaveSingleItem().ShouldBe("model.json is not UTF-8; save it as UTF-8.");
        models[0].Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{ "task": "translation", "description": "\ud83d" }""")]
    [InlineData("""{ "task": "translation", "\udc00": 1 }""")]
    public void Read_ManifestWithHalfASurrogatePair_IsAFault(string json)
    {
        _repository.Add("m", json);
        Only().Faults.ShouldHaveSingleItem().ShouldContain("surrogate");
    }

    [Fact]
    public void Read_DanglingAndCircularLinksBesideTheExport_DoNotMatter()
    {
        _repository.Add("m", Classification, "distilbert-tiny");
        File.CreateSymbolicLink(_repository.File("m", "student", "pytorch_model.bin"), "/nonexistent");
        Directory.CreateSymbolicLink(_repository.File("m", "student", "self"), ".");

        Only().Variants.ShouldHaveSingleItem().Faults.ShouldBeEmpty();
    }

    [Fact]
    public void Read_DanglingLinkInPlaceOfAModelFile_IsThatVariantsFault()
    {
        _repository.Add("m", Classification, "distilbert-tiny");
        File.CreateSymbolicLink(_repository.File("m", "student", "extra.json"), "/nonexistent");

        Only()
            .Variants.ShouldHaveSingleItem()
            .Faults.ShouldHaveSingleItem()
            .ShouldStartWith("extra.json leads out of the model repository");
    }

    [Fact]
    public void Read_ManifestThatIsAFolder_SaysSo()
    {
        Directory.CreateDirectory(_repository.File("m", "model.json"));
        Only().Faults.ShouldHaveSingleItem().ShouldBe("model.json is a folder, but must be a file.");
    }

    [Theory]
    [InlineData("albert", "spiece.model")]
    [InlineData("mpnet", "vocab.txt")]
    public void Choose_OlderFileThatMeansSomethingElse_IsNotTaken(string modelType, string file)
    {
        var folder = _repository.Add("m", Classification);
        File.WriteAllText(Path.Combine(folder, file), "");
        List<string> faults = [];

        TokenizerFiles.Choose(folder, modelType, faults).ShouldBeNull();
        faults
            .ShouldHaveSingleItem()
            .ShouldBe(
                $"tokenizer.json is missing: {file} alone is not read for {modelType}; "
                    + "write the files with transformers: AutoTokenizer.from_pretrained(\"<the model>\").save_pretrained(\"<this folder>\")."
            );

        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), "{}");
        TokenizerFiles.Choose(folder, modelType, []).ShouldBe(TokenizerKind.TokenizerJson);
    }

    [Theory]
    [InlineData("\"problem_type\": \"single_label_classification\",", 1, ScoreFunction.Sigmoid)]
    [InlineData("", 1, ScoreFunction.Sigmoid)]
    [InlineData("", 2, ScoreFunction.Softmax)]
    [InlineData("\"problem_type\": \"multi_label_classification\",", 2, ScoreFunction.Sigmoid)]
    [InlineData("\"problem_type\": \"regression\",", 1, ScoreFunction.None)]
    public void Read_ProblemTypeAndLabels_ChooseTheScoreFunction(string problemType, int labels, ScoreFunction expected)
    {
        _repository.Add("m", Classification, "distilbert-tiny");
        var id2label = string.Join(", ", Enumerable.Range(0, labels).Select(id => $"\"{id}\": \"L{id}\""));
        File.WriteAllText(
            _repository.File("m", "student", "config.json"),
            $$"""{ {{problemType}} "model_type": "distilbert", "id2label": { {{id2label}} } }"""
        );

        Only().Variants.ShouldHaveSingleItem().Export.ShouldNotBeNull().Head.ShouldNotBeNull().Function.ShouldBe(expected);
    }

    [Fact]
    public void Read_NoManifest_IsAFault()
    {
        Directory.CreateDirectory(_repository.Model("m"));
        Only().Faults.ShouldHaveSingleItem().ShouldBe("model.json is missing.");
    }

    [Fact]
    public void Read_UnknownManifestField_IsAWarning()
    {
        _repository.Add("m", """{ "task": "text-classification", "sourceLangage": "en" }""", "distilbert-tiny");
        var model = Only();
        model.Faults.ShouldBeEmpty();
        model.Warnings.ShouldHaveSingleItem().ShouldContain("sourceLangage");
    }

    [Fact]
    public void Read_NamedFolderMissing_IsTheVariantsFault()
    {
        _repository.Add("m", """{ "task": "text-classification", "student": "v2" }""", "distilbert-tiny");
        Only().Variants.ShouldHaveSingleItem().Faults.ShouldHaveSingleItem().ShouldBe("The folder 'v2' is missing beside model.json.");
    }

    [Theory]
    [InlineData("marian-tiny", Classification, "which is the export of another task")]
    [InlineData("bert-tiny", Translation, "cannot be served for translation")]
    public void Read_ModelOfAnotherTask_SaysSo(string fixture, string json, string expected)
    {
        _repository.Add("m", json, fixture);
        Only().Variants.ShouldHaveSingleItem().Faults.ShouldContain(fault => fault.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void ContentHash_OfEqualFolders_IsEqualAndChangesWithAByte()
    {
        _repository.Add("a", Classification, "distilbert-tiny");
        _repository.Add("b", Classification, "distilbert-tiny");
        var before = ContentHash.OfFolder(_repository.File("a", "student"));
        ContentHash.OfFolder(_repository.File("b", "student")).ShouldBe(before);

        var vocabulary = _repository.File("b", "student", "vocab.txt");
        File.AppendAllText(vocabulary, "x");
        ContentHash.OfFolder(_repository.File("b", "student")).ShouldNotBe(before);
    }
}
