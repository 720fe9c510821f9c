using Shouldly;
using TransformerService.Models.Glossaries;
using TransformerService.Models.Repository;
using Xunit;

namespace TransformerService.Models.Tests.Glossaries;

public sealed class GlossaryFileTests : IDisposable
{
    private readonly TemporaryRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public void Read_GlossaryBesideModelJson_IsTheModels()
    {
        var model = Read("""{ "entries": [ { "source": "a", "target": "b" }, { "source": "c" }, ] } // a comment""");

        model.Faults.ShouldBeEmpty();
        model.Glossary.Entries.ShouldBe([new GlossaryEntry("a", "b"), new GlossaryEntry("c", "c")]);
        model.Glossary.Hash.Length.ShouldBe(64);
    }

    [Theory]
    [InlineData("", "not readable JSON")]
    [InlineData("[]", "JSON object")]
    [InlineData("{}", "'entries' must be a list")]
    [InlineData("""{ "entries": [], "terms": [] }""", "'terms' is not known")]
    [InlineData("""{ "entries": {} }""", "'entries' must be a list")]
    [InlineData("""{ "entries": [ "a" ] }""", "'entries[0]' must be an object")]
    [InlineData("""{ "entries": [ { "target": "a" } ] }""", "'source' must be a string")]
    [InlineData("""{ "entries": [ { "source": 1 } ] }""", "'source' must be a string")]
    [InlineData("""{ "entries": [ { "source": "a", "note": "" } ] }""", "'note'")]
    [InlineData("""{ "entries": [ { "source": " a" } ] }""", "'entries[0].source' must be a text of 1 to 200 characters")]
    [InlineData("""{ "entries": [ { "source": "a" }, { "source": "a", "target": "b" } ] }""", "the same as that of [0]")]
    public void Read_WrongFile_IsAFaultOfTheModel(string json, string mentions)
    {
        var model = Read(json);

        model.Faults.ShouldHaveSingleItem().ShouldStartWith("glossary.json");
        model.Faults[0].ShouldContain(mentions);
        model.Glossary.Entries.ShouldBeEmpty();
    }

    [Fact]
    public void Read_TooManyEntries_IsOneFault()
    {
        var entries = Enumerable.Range(0, Glossary.MostOfModel + 1).Select(number => $$"""{"source":"a{{number}}"}""");

        Read($$"""{"entries":[{{string.Join(',', entries)}}]}""").Faults.ShouldHaveSingleItem().ShouldContain("at most 10000");
    }

    [Fact]
    public void Read_GlossaryOfAClassifier_IsIgnoredWithAWarning()
    {
        var model = Read("""{ "entries": [ { "source": "a" } ] }""", "text-classification");

        model.Faults.ShouldBeEmpty();
        model.Warnings.ShouldContain(warning => warning.StartsWith("glossary.json", StringComparison.Ordinal));
        model.Glossary.Entries.ShouldBeEmpty();
    }

    private ModelDefinition Read(string json, string task = "translation")
    {
        var folder = _repository.Add("m", $$"""{ "task": "{{task}}" }""", task == "translation" ? "marian-tiny" : "distilbert-tiny");
        File.WriteAllText(Path.Combine(folder, "glossary.json"), json);
        return ModelRepository.ReadModel(folder);
    }
}
