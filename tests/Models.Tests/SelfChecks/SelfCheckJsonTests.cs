using Shouldly;
using TransformerService.Models.Repository;
using TransformerService.Models.SelfChecks;
using Xunit;

namespace TransformerService.Models.Tests.SelfChecks;

public sealed class SelfCheckJsonTests : IDisposable
{
    private readonly TemporaryRepository _repository = new();
    private readonly string _folder;

    public SelfCheckJsonTests()
    {
        _repository.Add("m", """{ "task": "text-classification" }""", "distilbert-tiny");
        _folder = _repository.File("m", "student");
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        var file = new SelfCheckFile("abc", [new SelfCheckSample("é \"quoted\"", "A", 0.25) { TextPair = "b", Reference = 0.5 }])
        {
            MayDiffer = 1,
            MaxDrift = 0.3,
            Tolerance = 0.1,
        };

        SelfCheckJson.Write(_folder, file);

        var read = SelfCheckJson.Read(_folder).ShouldNotBeNull();
        read.Samples.ShouldBe(file.Samples);
        (read with { Samples = file.Samples }).ShouldBe(file);
        File.ReadAllText(Path.Combine(_folder, SelfCheckFile.Name)).ShouldContain("é");
    }

    [Fact]
    public void Read_NoFile_IsNone() => SelfCheckJson.Read(_folder).ShouldBeNull();

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{ "contentHash": "a" }""")]
    [InlineData("""{ "contentHash": "a", "samples": [] }""")]
    [InlineData("""{ "contentHash": "a", "samples": [ { "text": "t", "answer": "a" } ] }""")]
    [InlineData("""{ "contentHash": "a", "samples": [ null ] }""")]
    [InlineData("""{ "contentHash": "a", "samples": [ { "text": null, "answer": "a", "score": 1 } ] }""")]
    [InlineData("""{ "contentHash": "a", "samples": [ { "text": "t", "answer": "a", "score": "1" } ] }""")]
    [InlineData("""{ "contentHash": "a", "samples": [ { "text": "t", "answer": "a", "score": 1 } ], "toleranze": 1 }""")]
    [InlineData("""{ "contentHash": "a", "samples": [ { "text": "t", "answer": "a", "score": 1 } ], "mayDiffer": -1 }""")]
    public void Read_MalformedFile_SaysThatItIs(string json)
    {
        File.WriteAllText(Path.Combine(_folder, SelfCheckFile.Name), json);

        Should.Throw<InvalidDataException>(() => SelfCheckJson.Read(_folder)).Message.ShouldStartWith("self-check.json");
    }

    [Fact]
    public void ContentHash_SelfCheckBesideTheExport_DoesNotCount()
    {
        var before = Hash();

        SelfCheckJson.Write(_folder, new SelfCheckFile(before, [new SelfCheckSample("t", "a", 1)]));

        Hash().ShouldBe(before);
        File.AppendAllText(Path.Combine(_folder, "tokenizer_config.json"), " ");
        Hash().ShouldNotBe(before);
    }

    private string Hash() => ModelRepository.Read(_repository.Root)[0].Variants[0].Export.ShouldNotBeNull().ContentHash;
}
