using System.Text;
using System.Text.Json;
using Shouldly;
using TransformerService.Models.Files;
using TransformerService.Models.Repository;
using TransformerService.Models.SelfChecks;
using Xunit;

namespace TransformerService.Models.Tests.Repository;

/// <summary>JSON as editors, shells and Python write it.</summary>
public sealed class JsonFileTests : IDisposable
{
    private readonly TemporaryRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [Theory]
    [InlineData("marian-tiny", "translation", "model.json")]
    [InlineData("marian-tiny", "translation", "student/config.json")]
    [InlineData("marian-tiny", "translation", "student/generation_config.json")]
    [InlineData("distilbert-tiny", "text-classification", "student/config.json")]
    public void Read_ByteOrderMark_IsPassedOver(string fixture, string task, string file)
    {
        var path = Path.Combine(_repository.Add("m", $$"""{ "task": "{{task}}" }""", fixture), file);
        File.WriteAllBytes(path, [.. Encoding.UTF8.Preamble, .. File.ReadAllBytes(path)]);

        var model = ModelRepository.Read(_repository.Root).ShouldHaveSingleItem();

        model.Faults.ShouldBeEmpty();
        model.Variants.ShouldHaveSingleItem().Faults.ShouldBeEmpty();
    }

    [Fact]
    public void Read_SelfCheckWithAByteOrderMark_IsRead()
    {
        var check = new SelfCheckFile("00", [new SelfCheckSample("text", "answer", 1)]);
        SelfCheckJson.Write(_repository.Root, check);
        var path = Path.Combine(_repository.Root, SelfCheckFile.Name);
        File.WriteAllBytes(path, [.. Encoding.UTF8.Preamble, .. File.ReadAllBytes(path)]);

        SelfCheckJson.Read(_repository.Root).ShouldNotBeNull().Samples.ShouldBe(check.Samples);
    }

    [Theory]
    [InlineData(
        "'{ \"task\": \"translation\" }'",
        "it begins with a quotation mark ('): cmd.exe keeps the quotes of echo '{…}'; write the file without them."
    )]
    [InlineData(
        "  '{ }' \r\n",
        "it begins with a quotation mark ('): cmd.exe keeps the quotes of echo '{…}'; write the file without them."
    )]
    [InlineData(
        "\"{ \"task\": \"translation\" }\"",
        "it begins with a quotation mark (\"): cmd.exe keeps the quotes of echo '{…}'; write the file without them."
    )]
    [InlineData("", "it is empty.")]
    [InlineData("<!DOCTYPE html><html>", "it is a web page, not the file itself; download it again.")]
    [InlineData("{\n  \"a\": NaN }", "line 2, byte 8: Python wrote NaN, which JSON does not have; write a number or null.")]
    [InlineData("{\n  \"a\": [1, Infinity] }", "line 2, byte 12: Python wrote Infinity, which JSON does not have; write a number or null.")]
    [InlineData("{ \"a\": 1, }", "line 1, byte 11.")]
    public void Read_NotJson_SaysWhatToChange(string text, string fault)
    {
        var path = Path.Combine(_repository.Root, "config.json");
        File.WriteAllText(path, text);
        List<string> faults = [];

        JsonFile.Read(path, default(JsonDocumentOptions), faults).ShouldBeNull();

        faults.ShouldBe([$"config.json is not readable JSON: {fault}"]);
    }

    [Fact]
    public void Read_NegativeInfinity_IsNamed()
    {
        var path = Path.Combine(_repository.Root, "config.json");
        File.WriteAllText(path, "{ \"a\": -Infinity }");
        List<string> faults = [];

        JsonFile.Read(path, default(JsonDocumentOptions), faults).ShouldBeNull();

        faults.ShouldHaveSingleItem().ShouldEndWith("Python wrote -Infinity, which JSON does not have; write a number or null.");
    }

    [Fact]
    public void Read_Utf16_SaysHowToSaveIt()
    {
        var path = Path.Combine(_repository.Root, "config.json");
        File.WriteAllText(path, "{ }", Encoding.Unicode);
        List<string> faults = [];

        JsonFile.Read(path, default(JsonDocumentOptions), faults).ShouldBeNull();

        faults.ShouldBe(["config.json is not UTF-8; save it as UTF-8."]);
    }
}
