using System.Text.Json;
using Shouldly;
using TransformerService.Models.Files;
using Xunit;

namespace TransformerService.Models.Tests.Files;

/// <summary>Typed reads: a value of the wrong type is a fault that names its place; one that is absent or null is none.</summary>
public sealed class JsonSectionTests
{
    private readonly List<string> _faults = [];

    [Fact]
    public void Read_FieldsOfTheirTypes_GivesThem()
    {
        var section = Section(
            """{ "s": "x", "f": true, "i": -3, "n": 1.5, "l": [1, "a"], "o": { "s": "y" }, "p": [{ "i": 1 }, { "i": 2 }] }"""
        );

        section.Text("s").ShouldBe("x");
        section.Flag("f").ShouldBe(true);
        section.Integer("i").ShouldBe(-3);
        section.Number("n").ShouldBe(1.5);
        section.List("l").ShouldNotBeNull().Count.ShouldBe(2);
        section.Section("o").ShouldNotBeNull().Text("s").ShouldBe("y");
        section.Sections("p").ShouldNotBeNull().Select(part => part.Integer("i")).ShouldBe([1, 2]);
        _faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{ }")]
    [InlineData("""{ "a": null }""")]
    public void Read_FieldThatIsAbsentOrNull_IsNullWithoutAFault(string json)
    {
        var section = Section(json);

        section.Has("a").ShouldBeFalse();
        section.Value("a").ShouldBeNull();
        section.Text("a").ShouldBeNull();
        section.Flag("a").ShouldBeNull();
        section.Integer("a").ShouldBeNull();
        section.Number("a", new NumberRange(0, 1)).ShouldBeNull();
        section.Section("a").ShouldBeNull();
        section.List("a").ShouldBeNull();
        section.Sections("a").ShouldBeNull();
        section.Integers("a").ShouldBeEmpty();
        section.IntegerLists("a").ShouldBeEmpty();
        section.Names.ShouldBeEmpty();
        _faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1.5")]
    [InlineData("1e999")]
    [InlineData("2147483648")]
    [InlineData("\"1\"")]
    [InlineData("true")]
    [InlineData("[]")]
    [InlineData("[1, \"a\"]")]
    [InlineData("[[1], []]")]
    [InlineData("[{ }, 1]")]
    [InlineData("{ }")]
    public void Read_AnyValueAsAnyType_IsReadOrAFaultThatNamesIt(string value)
    {
        var section = Section($$"""{ "a": {{value}} }""");
        Check(() => section.Text("a"), "a string");
        Check(() => section.Text("a", text => text == "2", "\"2\""), "\"2\"");
        Check(() => section.Flag("a"), "true or false");
        Check(() => section.Integer("a"), "an integer");
        Check(() => section.Number("a"), "a number");
        Check(() => section.Number("a", new NumberRange(2, 3)), "a number from 2 to 3");
        Check(() => section.Section("a"), "an object");
        Check(() => section.List("a"), "a list");
        Check(() => section.Sections("a"), "a list of objects");

        void Check(Func<object?> read, string mustBe)
        {
            _faults.Clear();
            var result = read();
            _faults.ShouldBe(result is null ? [$"config.json: 'a' must be {mustBe}."] : []);
        }
    }

    [Theory]
    [InlineData("[[1, 2], [3]]", "")]
    [InlineData("[]", "")]
    [InlineData("[[1], []]", "config.json: 'a' must be a list of lists of integers.")]
    [InlineData("[[1], 2]", "config.json: 'a' must be a list of lists of integers.")]
    [InlineData("[[1.5]]", "config.json: 'a' must be a list of lists of integers.")]
    public void IntegerLists_HoldNoEmptyList(string value, string fault)
    {
        Section($$"""{ "a": {{value}} }""").IntegerLists("a").Count.ShouldBe(value == "[[1, 2], [3]]" ? 2 : 0);
        string.Concat(_faults).ShouldBe(fault);
    }

    [Fact]
    public void Fault_OfAnInnerField_NamesThePath()
    {
        var section = Section("""{ "a": { "b": [{ }, { "c": 1 }] } }""");

        section.Section("a").ShouldNotBeNull().Sections("b").ShouldNotBeNull().Last().Text("c").ShouldBeNull();

        _faults.ShouldBe(["config.json: 'a.b[1].c' must be a string."]);
    }

    [Fact]
    public void Over_FieldThatTheUpperLacks_IsReadAndBlamedInTheLower()
    {
        var upper = Section("""{ "o": { "n": 1, "x": "wrong" } }""").Section("o").ShouldNotBeNull();
        var lower = JsonSection.Collecting(
            JsonElement.Parse("""{ "n": 2, "m": 3, "y": "wrong", "z": { "d": 1 } }"""),
            "generation_config.json",
            _faults
        );

        var both = upper.Over(lower);

        both.Integer("n").ShouldBe(1);
        both.Integer("m").ShouldBe(3);
        both.Integer("x").ShouldBeNull();
        both.Integer("y").ShouldBeNull();
        both.Section("z").ShouldNotBeNull().Text("d").ShouldBeNull();
        _faults.ShouldBe([
            "config.json: 'o.x' must be an integer.",
            "generation_config.json: 'y' must be an integer.",
            "generation_config.json: 'z.d' must be a string.",
        ]);
    }

    [Fact]
    public void Report_ThatThrows_EndsTheRead()
    {
        var section = new JsonSection(
            JsonElement.Parse("""{ "a": { "b": 1 } }"""),
            "x.json",
            (field, mustBe) => throw new FormatException($"{field} {mustBe}")
        );

        Should.Throw<FormatException>(() => section.Section("a")?.Flag("b")).Message.ShouldBe("a.b true or false");
    }

    [Fact]
    public void WarnOfUnknown_ThousandsOfFields_NamesTwenty()
    {
        List<string> warnings = [];
        var fields = string.Join(", ", Enumerable.Range(0, 5_000).Select(index => $"\"f{index}\": 1"));

        Section($$"""{ "o": { "known": 1, {{fields}} } }""").Section("o").ShouldNotBeNull().WarnOfUnknown(["known"], warnings);

        warnings.Count.ShouldBe(20);
        warnings[0].ShouldBe("config.json: the field 'o.f0' is not known and was ignored; known are known.");
    }

    private JsonSection Section(string json) => JsonSection.Collecting(JsonElement.Parse(json), "config.json", _faults);
}
