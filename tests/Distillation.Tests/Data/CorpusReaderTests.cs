using Shouldly;
using TransformerService.Distillation.Data;
using Xunit;

namespace TransformerService.Distillation.Tests.Data;

public sealed class CorpusReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("pairs.tsv", false)]
    [InlineData("pairs.tsv.gz", true)]
    [InlineData("zipped-whatever-its-name", true)]
    public void ReadPairs_Tsv_GivesBothSides(string name, bool zipped)
    {
        const string Text = "\uFEFFHello.\tBonjour.\r\nOdd\u2028break\u0085\tété 😀\n\tempty\nlast\tdernier";
        var path = zipped ? _folder.WriteZipped(name, Text) : _folder.Write(name, Text);
        var reader = new CorpusReader(new CorpusReaderOptions());

        reader
            .ReadPairs(path)
            .ShouldBe([
                new TextPair("Hello.", "Bonjour."),
                new TextPair("Odd\u2028break\u0085", "été 😀"),
                new TextPair("", "empty"),
                new TextPair("last", "dernier"),
            ]);
        (reader.Reports[0].Lines, reader.Reports[0].Malformed).ShouldBe((4, 0));
    }

    [Fact]
    public void ReadLabelled_Tsv_GivesTextAndLabel()
    {
        var path = _folder.Write("labels.tsv", "what is my balance\tbalance\nbye \t goodbye \n");

        Reader().ReadLabelled(path).ShouldBe([new LabelledText("what is my balance", "balance"), new LabelledText("bye ", "goodbye")]);
    }

    [Fact]
    public void ReadPairs_JsonLines_GivesWeights()
    {
        var path = _folder.Write(
            "extra.jsonl",
            """
            {"source":"a\tb","target":"c\nd","weight":0.5}
            { "target": "\u00e9", "source": "e", "id": 7 }
            """
        );

        Reader().ReadPairs(path).ShouldBe([new TextPair("a\tb", "c\nd", 0.5f), new TextPair("e", "é")]);
        Reader().ReadPairs(_folder.WriteZipped("extra.jsonl.gz", """{"source":"a","target":"b"}""")).ShouldBe([new TextPair("a", "b")]);
    }

    [Theory]
    [InlineData("x.tsv", "no tab", "the line has 1 columns, not 2")]
    [InlineData("x.tsv", "one\ttwo\tthree", "the line has 3 columns, not 2")]
    [InlineData("x.tsv", "", "the line is empty")]
    [InlineData("x.tsv", "a\0\tb", "NUL")]
    [InlineData("x.jsonl", "{\"source\":\"a\"}", "\"target\" is missing")]
    [InlineData("x.jsonl", "{\"source\":1,\"target\":\"b\"}", "\"source\" is missing or not a text")]
    [InlineData("x.jsonl", "[1]", "not a JSON object")]
    [InlineData("x.jsonl", "{\"source\":\"a\",", "malformed JSON")]
    [InlineData("x.jsonl", "", "malformed JSON")]
    [InlineData("x.jsonl", "{\"source\":\"\\ud800\",\"target\":\"b\"}", "malformed JSON")]
    [InlineData("x.jsonl", "{\"source\":\"a\",\"source\":\"b\",\"target\":\"b\"}", "malformed JSON")]
    [InlineData("x.jsonl", "{\"source\":\"a\",\"target\":\"b\",\"weight\":0}", "\"weight\" is not a number above 0")]
    [InlineData("x.jsonl", "{\"source\":\"a\",\"target\":\"b\",\"weight\":1e99}", "\"weight\" is not a number above 0")]
    [InlineData("x.jsonl", "{\"source\":\"a\",\"target\":\"b\",\"weight\":\"1\"}", "\"weight\" is not a number above 0")]
    public void ReadPairs_MalformedLine_IsRefusedWithFileAndLine(string name, string line, string what)
    {
        var good = name.EndsWith("jsonl", StringComparison.Ordinal) ? """{"source":"a","target":"b"}""" : "a\tb";
        var path = _folder.Write(name, $"{good}\n{line}\n{good}\n");

        var fault = Should.Throw<CorpusException>(() => Reader().ReadPairs(path).ToList());

        (fault.Fault.ShouldNotBeNull().File, fault.Fault.Line).ShouldBe((path, 2));
        fault.Message.ShouldStartWith($"{path}, line 2: ");
        fault.Message.ShouldContain(what);
        fault.Fault.ShouldNotBeNull().Change.ShouldNotBeEmpty();
    }

    [Fact]
    public void ReadLabelled_JsonLines_TakeTheTargetAsLabel()
    {
        var path = _folder.Write(
            "x.jsonl",
            """{"source":"what is my balance","target":" balance ","student":"bye","severity":0.8,"weight":1,"sample":"severe","probability":1}"""
                + "\n"
        );

        Reader().ReadLabelled(path).ShouldBe([new LabelledText("what is my balance", "balance")]);
        Should
            .Throw<CorpusException>(() =>
                Reader().ReadLabelled(_folder.Write("y.jsonl", """{"source":"text","target":" "}""" + "\n")).ToList()
            )
            .Message.ShouldContain("label");
    }

    [Fact]
    public void ReadLabelled_NoLabel_IsRefused() =>
        Should
            .Throw<CorpusException>(() => Reader().ReadLabelled(_folder.Write("x.tsv", "text\t \n")).ToList())
            .Message.ShouldContain("the label is empty");

    [Fact]
    public void ReadPairs_InvalidUtf8_IsRefused() =>
        Should
            .Throw<CorpusException>(() => Reader().ReadPairs(_folder.Write("x.tsv", [(byte)'a', 9, 0xE9, 10])).ToList())
            .Message.ShouldContain("line 1: the line is not valid UTF-8");

    [Fact]
    public void ReadPairs_SkippedLines_AreCounted()
    {
        var path = _folder.Write("x.tsv", "bad\na\tb\n\nc\td\n");
        var reader = Reader(MalformedLinePolicy.Skip, limit: 2);

        reader.ReadPairs(path).ShouldBe([new TextPair("a", "b"), new TextPair("c", "d")]);

        var report = reader.Reports.ShouldHaveSingleItem();
        (report.File, report.Lines, report.Malformed).ShouldBe((path, 4, 2));
        report.Faults.Select(fault => fault.Line).ShouldBe([1, 3]);
    }

    [Fact]
    public void ReadPairs_TooManySkippedLines_IsRefused()
    {
        var path = _folder.Write("x.tsv", "bad\na\tb\nworse\n");

        var fault = Should.Throw<CorpusException>(() => Reader(MalformedLinePolicy.Skip, limit: 1).ReadPairs(path).ToList());

        fault.Fault.ShouldNotBeNull().Line.ShouldBe(3);
        fault.Message.ShouldContain("more than 1 lines of the file are malformed");
        fault.Message.ShouldContain(nameof(CorpusReaderOptions.MaxSkippedLines));
    }

    [Fact]
    public void ReadPairs_ManySkippedLines_KeepsTheFirstFaults()
    {
        var reader = Reader(MalformedLinePolicy.Skip, limit: 100);

        reader.ReadPairs(_folder.Write("x.tsv", string.Concat(Enumerable.Repeat("bad\n", 50)))).ShouldBeEmpty();

        (reader.Reports[0].Malformed, reader.Reports[0].Faults.Count).ShouldBe((50, 20));
    }

    [Fact]
    public void ReadPairs_MissingFile_SaysSo() =>
        Should
            .Throw<CorpusException>(() => Reader().ReadPairs(Path.Combine(_folder.Path, "none.tsv")).ToList())
            .Message.ShouldContain("none.tsv: the file does not exist. Check its name");

    [Fact]
    public void ReadPairs_EmptyFile_HasNoRecords() => Reader().ReadPairs(_folder.Write("x.tsv", "")).ShouldBeEmpty();

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.99)]
    [InlineData(0.9999)]
    public void ReadPairs_TruncatedZip_IsNotTakenForTheEnd(double kept)
    {
        var whole = TemporaryFolder.Zip(string.Concat(Enumerable.Range(0, 20000).Select(i => $"{i * 7919 % 10007}\t{i}\n")));
        var path = _folder.Write("x.tsv.gz", whole[..(int)(whole.Length * kept)]);

        var fault = Should.Throw<CorpusException>(() => Reader(MalformedLinePolicy.Skip).ReadPairs(path).ToList());

        fault.Message.ShouldContain("damaged");
        fault.Fault.ShouldNotBeNull().Line.ShouldBeGreaterThan(1);
    }

    [Fact]
    public void ReadPairs_DamagedZip_IsRefused()
    {
        var bytes = TemporaryFolder.Zip("a\tb\n");
        bytes[^6] ^= 1;

        Should
            .Throw<CorpusException>(() => Reader(MalformedLinePolicy.Skip).ReadPairs(_folder.Write("x.tsv.gz", bytes)).ToList())
            .Message.ShouldContain("damaged");
    }

    [Fact]
    public void ReadPairs_ZipsOneAfterAnother_AreOneFile() =>
        Reader()
            .ReadPairs(_folder.Write("x.tsv.gz", [.. TemporaryFolder.Zip("a\tb\n"), .. TemporaryFolder.Zip("c\td\n")]))
            .ShouldBe([new TextPair("a", "b"), new TextPair("c", "d")]);

    [Fact]
    public void ReadPairs_LinesAcrossBuffers_AreWhole()
    {
        TextPair[] pairs = [.. Enumerable.Range(0, 40).Select(i => new TextPair(new string((char)('à' + i), 1000 * i), $"{i}"))];
        var path = _folder.Write("x.tsv", string.Join('\n', pairs.Select(pair => $"{pair.Source}\t{pair.Target}")));

        Reader().ReadPairs(path).ShouldBe(pairs);
    }

    [Fact]
    public void ReadPairs_EndlessLine_IsRefused() =>
        Should
            .Throw<CorpusException>(() => Reader(MalformedLinePolicy.Skip).ReadPairs(_folder.Write("x.tsv", new byte[2 << 20])).ToList())
            .Message.ShouldContain("line 1: the file is damaged or not a corpus (line 1 is longer");

    public void Dispose() => _folder.Dispose();

    private static CorpusReader Reader(MalformedLinePolicy policy = MalformedLinePolicy.Refuse, int limit = 100) =>
        new(new CorpusReaderOptions { MalformedLines = policy, MaxSkippedLines = limit });
}
