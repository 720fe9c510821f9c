using Shouldly;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Tests.Onnx;
using TransformerService.Distillation.Training;
using Xunit;

namespace TransformerService.Distillation.Tests.Recipes;

public sealed class RecipeFileTests : IDisposable
{
    private const string Teacher = """{ "modelSize": 16, "heads": 2, "encoderLayers": 1, "feedForward": 32 }""";
    private const string TranslationTeacher =
        """{ "modelSize": 16, "heads": 2, "encoderLayers": 1, "decoderLayers": 1, "feedForward": 32 }""";
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    public static TheoryData<string> Committed =>
        [.. Directory.GetFiles(RepositoryRoot.Folder("recipes"), "*.json").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Committed))]
    public void Read_EveryRecipeOfTheRepository_IsRight(string name)
    {
        var recipe = RecipeFile.Read(RepositoryRoot.Folder("recipes", name));
        recipe.Student.ShouldNotBeNull();
        recipe.Description.Data.ShouldNotBeEmpty();
        recipe.Description.License.ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public void Read_Values_AreTheFiles()
    {
        var recipe = Read(
                $$$"""
                { "corpora": ["a.tsv"], "validation": ["b.tsv"], "task": "text-classification", // the task may stand anywhere
                  "teacher": {{{Teacher}}}, "distillation": { "temperature": 4, "augmentation": { "share": 0.25 } },
                  "quantization": { "calibrations": [{ "method": "percentile", "percentile": 99.9 }] } }
                """
            )
            .ShouldBeOfType<ClassificationRecipe>();
        recipe.Distillation.Augmentation.ShouldBe(new AugmentationOptions { Share = 0.25 });
        recipe.Quantization.Calibrations.Single().ToString().ShouldBe("percentile 99.9");
        recipe.Teacher.Training.Decay.ShouldBe(LearningRateDecay.InverseSquareRoot);
    }

    [Fact]
    public void Read_Corpora_AreNamesOrObjects()
    {
        var recipe = Read(
                $$"""
                { "task": "translation", "sourceLanguage": "en", "targetLanguage": "fr", "teacher": {{TranslationTeacher}},
                  "corpora": ["a.tsv", { "file": "b.tsv", "share": 0.4, "weight": 0.5 }], "distillation": { "keepReferencesOf": ["b.tsv"] },
                  "byteFallback": true, "requiredCharacters": "é", "augmentation": { "copied": 0.05 } }
                """
            )
            .ShouldBeOfType<TranslationRecipe>();
        recipe.Corpora.ShouldBe([new Corpus("a.tsv"), new Corpus("b.tsv") { Share = 0.4, Weight = 0.5f }]);
        (recipe.ByteFallback, recipe.PlainApostrophes, recipe.RequiredCharacters, recipe.Augmentation.Copied).ShouldBe(
            (true, false, "é", 0.05)
        );
    }

    [Theory]
    [InlineData(
        """{ "file": "b.tsv", "share": 0, "weight": -1 }""",
        "'corpora[1].weight' must be from 0.001 to 1000. 'corpora[1].share' must be from 0.001 to 100."
    )]
    [InlineData("\"\"", "'corpora[1].file' must not be empty.")]
    [InlineData("""{ "share": 0.5 }""", "file")]
    [InlineData("""{ "file": "b.tsv", "part": 0.5 }""", "part")]
    [InlineData("7", "'corpora[1]' must be a file's name or an object with file, share and weight.")]
    [InlineData("null", "'corpora[1]' must be a file's name or an object")]
    public void Read_FaultyCorpus_SaysWhat(string corpus, string fault) =>
        Should
            .Throw<RecipeException>(() =>
                Read(
                    $$"""
                    { "task": "translation", "sourceLanguage": "en", "targetLanguage": "fr", "teacher": {{TranslationTeacher}}, "corpora": ["a.tsv", {{corpus}}] }
                    """
                )
            )
            .Message.ShouldContain(fault);

    [Fact]
    public void Read_AugmentationOfMoreThanAll_IsRefused() =>
        Should
            .Throw<RecipeException>(() =>
                Read(
                    $$"""
                    { "task": "translation", "sourceLanguage": "en", "targetLanguage": "fr", "teacher": {{TranslationTeacher}}, "corpora": ["a.tsv"],
                      "augmentation": { "copied": 0.6, "joined": 0.6 } }
                    """
                )
            )
            .Message.ShouldContain("The sum of augmentation's shares must be at most 1.");

    [Theory]
    [InlineData("", PrecisionChoice.Auto)]
    [InlineData("\"precision\": \"auto\",", PrecisionChoice.Auto)]
    [InlineData("\"precision\": \"float32\",", PrecisionChoice.Float32)]
    [InlineData("\"precision\": \"bfloat16\",", PrecisionChoice.Bfloat16)]
    public void Read_Precision_IsTheFilesOrAuto(string field, PrecisionChoice expected) =>
        Read(
            $$"""
            { "task": "text-classification", {{field}} "corpora": ["a"], "validation": ["b"], "teacher": {{Teacher}} }
            """
        )
            .Precision.ShouldBe(expected);

    [Theory]
    [InlineData("\"precision\": \"fp16\"", "'precision' must be auto, float32 or bfloat16.")]
    [InlineData("\"precision\": \"\"", "'precision' must be auto, float32 or bfloat16.")]
    [InlineData("\"precision\": 1", "'precision' must be auto, float32 or bfloat16.")]
    [InlineData("\"precision\": \"1\"", "'precision' must be auto, float32 or bfloat16.")]
    [InlineData("\"precision\": \"auto, float32\"", "'precision' must be auto, float32 or bfloat16.")]
    [InlineData("\"precision\": null", "'precision' must be auto, float32 or bfloat16.")]
    [InlineData("\"precision\": [\"auto\"]", "'precision' must be auto, float32 or bfloat16.")]
    [InlineData(
        "\"student\": { \"training\": { \"decay\": \"cosine\" } }",
        "'student.training.decay' must be inverseSquareRoot or linear."
    )]
    [InlineData("\"student\": { \"decoder\": \"lstm\" }", "'student.decoder' must be attention or ssru.")]
    [InlineData(
        "\"quantization\": { \"calibrations\": [{ \"method\": \"max\" }] }",
        "'quantization.calibrations[0].method' must be minMax, percentile or leastError."
    )]
    public void Read_UnknownName_SaysWhichThereAre(string field, string fault) =>
        Should
            .Throw<RecipeException>(() =>
                Read(
                    $$"""
                    { "task": "text-classification", "corpora": ["a"], "validation": ["b"], "teacher": {{Teacher}}, {{field}} }
                    """
                )
            )
            .Message.ShouldBe($"{_file}: {fault}");

    [Theory]
    [InlineData("""{ "task": "translation" }""", "corpora")]
    [InlineData("""{ "task": "poetry" }""", "poetry")]
    [InlineData("""{ "corpora": [] }""", "")]
    [InlineData("""{ "task": "text-classification", "corpora": ["a"], "validation": ["b"], "teacher": null }""", "teacher")]
    [InlineData("""{ "task": "text-classification", "corpora": null, "validation": ["b"], "teacher": null }""", "corpora")]
    [InlineData("""{ "task": "text-classification", "corpora": ["a"], "corpora": ["a"] }""", "corpora")]
    [InlineData("nonsense", "invalid JSON literal")]
    public void Read_NoRecipe_NamesTheFileAndWhatIsWrong(string content, string part)
    {
        File.WriteAllText(_file, content);
        var message = Should.Throw<RecipeException>(() => RecipeFile.Read(_file)).Message;
        message.ShouldStartWith(_file);
        message.ShouldContain(part);
    }

    [Fact]
    public void Read_ValuesOutOfTheirRanges_NamesEachWithItsBounds()
    {
        var message = Should
            .Throw<RecipeException>(() =>
                Read(
                    """
                    { "task": "text-classification", "corpora": ["a"], "validation": ["b"], "pieces": 3,
                      "teacher": { "modelSize": 30, "heads": 4, "encoderLayers": 2, "decoderLayers": 1, "feedForward": 8,
                                   "training": { "dropout": 1.5, "epochs": 0 } },
                      "distillation": { "augmentation": { "maskRate": -1 } },
                      "quantization": { "calibrations": [{ "method": "minMax" }, { "method": "percentile", "percentile": 101 }] } }
                    """
                )
            )
            .Message;
        message.ShouldContain("'pieces' must be from 16 to 1000000.");
        message.ShouldContain("'teacher.training.dropout' must be from 0 to 0.99.");
        message.ShouldContain("'teacher.training.epochs' must be from 1 to 10000.");
        message.ShouldContain("'distillation.augmentation.maskRate' must be from 0 to 1.");
        message.ShouldContain("'quantization.calibrations[1].percentile' must be from 50 to 100.");
        message.ShouldContain("teacher.heads must divide teacher.modelSize.");
        message.ShouldContain("no decoderLayers");
    }

    [Fact]
    public void Read_StudentThatCannotLearnSo_SaysWhy()
    {
        var translation = Should
            .Throw<RecipeException>(() =>
                Read(
                    """
                    { "task": "translation", "sourceLanguage": "en", "targetLanguage": "fr", "corpora": ["a"],
                      "teacher": { "modelSize": 16, "heads": 2, "encoderLayers": 2, "decoderLayers": 2, "feedForward": 32 },
                      "student": { "modelSize": 8, "heads": 2, "encoderLayers": 3, "decoderLayers": 1, "feedForward": 32, "beginWithTeacher": true },
                      "distillation": { "keepReferencesOf": ["b"] } }
                    """
                )
            )
            .Message;
        translation.ShouldContain("must have the teacher's modelSize");
        translation.ShouldContain("at most the teacher's encoderLayers");
        translation.ShouldContain("names 'b'");
        Should
            .Throw<RecipeException>(() =>
                Read(
                    """
                    { "task": "translation", "sourceLanguage": "en", "targetLanguage": "fr", "corpora": ["a"], "maxTokens": 300,
                      "teacher": { "modelSize": 16, "heads": 2, "encoderLayers": 2, "decoderLayers": 2, "feedForward": 8192, "beginWithTeacher": true,
                                   "training": { "tokenBudget": 4096, "tokenDropout": 0.1 } },
                      "student": { "modelSize": 16, "heads": 2, "encoderLayers": 2, "decoderLayers": 2, "feedForward": 8, "training": { "tokenBudget": 100 } } }
                    """
                )
            )
            .Message.ShouldSatisfyAllConditions(
                message => message.ShouldContain("maxTokens must be at most 256"),
                message => message.ShouldContain("teacher.training.tokenBudget × teacher.feedForward must be at most"),
                message => message.ShouldContain("student.training.tokenBudget must be at least maxTokens"),
                message => message.ShouldContain("teacher cannot begin with itself"),
                message => message.ShouldContain("tokenDropout is only for classifiers")
            );
        var classification = Should
            .Throw<RecipeException>(() =>
                Read(
                    """
                    { "task": "text-classification", "corpora": ["a"], "validation": ["b"],
                      "teacher": { "modelSize": 16, "heads": 2, "encoderLayers": 2, "feedForward": 32 },
                      "student": { "modelSize": 16, "heads": 4, "encoderLayers": 2, "feedForward": 32, "beginWithTeacher": true },
                      "distillation": { "attention": 1 } }
                    """
                )
            )
            .Message;
        classification.ShouldContain(
            "begins with its teacher must have the teacher's modelSize, heads and feedForward, and at most its encoderLayers"
        );
        classification.ShouldContain("as many heads");
    }

    [Fact]
    public void Read_UnknownField_NamesIt() =>
        Should
            .Throw<RecipeException>(() =>
                Read(
                    $$"""
                    { "task": "text-classification", "corpora": ["a"], "validation": ["b"], "teacher": {{Teacher}}, "epochz": 3 }
                    """
                )
            )
            .Message.ShouldContain("epochz");

    [Fact]
    public void Read_MissingFile_SaysSo() =>
        Should.Throw<RecipeException>(() => RecipeFile.Read(_file + ".none")).Message.ShouldContain("cannot be read");

    private Recipe Read(string content)
    {
        File.WriteAllText(_file, content);
        return RecipeFile.Read(_file);
    }
}
