using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Parquet;
using Parquet.Data;
using Parquet.Schema;
using Shouldly;
using TransformerService.Api.Tests.DotnetClient;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Cli.Bulk;
using TransformerService.Cli.Bulk.Tasks;
using TransformerService.Cli.Errors;
using TransformerService.Client;
using Xunit;

namespace TransformerService.Api.Tests.Cli;

/// <summary>Files of each format, with what breaks readers and writers, through a running server.</summary>
public sealed class BulkFormatsTests(ApiServer server, ExportsServer exports) : IDisposable
{
    private const string Separator = "\u2028";

    private readonly BulkFiles _files = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task JsonLines_HostileLines_KeepTheirFieldsAndGetOneEach()
    {
        var input = string.Join(
            '\n',
            """{"id": 1.50e3, "text": "two dogs", "z": "\u00e9\ud83d\ude00"}""",
            """  {"text":"a cat","answer":"of before","n":12345678901234567890}  """,
            "",
            "   ",
            """{"text":"half \ud800 pair"}""",
            """{"text":"one","text":"two"}""",
            """{"other":"field"}""",
            """{"text":17}""",
            "[1,2]",
            "not JSON",
            $$"""{"text":"line{{Separator}}separator\n and break"}""",
            """{"text":""}""",
            """{"text":" "}""",
            """{"tail":"no newline at the end","text":"dog"}"""
        );
        File.WriteAllText(_files.Path("in.jsonl"), input, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        (await BulkFiles.RunAsync(_files.Plan(server, "in.jsonl", "out.jsonl"))).ShouldBe(ExitCode.LinesFailed);

        var lines = (await File.ReadAllBytesAsync(_files.Path("out.jsonl"), Token)) is [0xEF, 0xBB, 0xBF, .. var rest]
            ? Encoding.UTF8.GetString(rest).Split('\n')
            : throw new InvalidDataException("The byte order mark is lost.");
        var dogs = await TranslateAsync("two dogs");
        lines[0].ShouldBe($$"""{"id": 1.50e3, "text": "two dogs", "z": "\u00e9\ud83d\ude00","answer":{{Json(dogs)}}}""");
        lines[1].ShouldBe($$"""{"text":"a cat","n":12345678901234567890,"answer":{{Json(await TranslateAsync("a cat"))}}}""");
        (lines[2], lines[3]).ShouldBe(("", "   "));
        lines[4].ShouldBe("""{"text":"half \ud800 pair","answer":null}""");
        lines[5].ShouldBe($$"""{"text":"one","text":"two","answer":{{Json(await TranslateAsync("two"))}}}""");
        lines[6].ShouldBe("""{"other":"field","answer":null}""");
        lines[7].ShouldBe("""{"text":17,"answer":null}""");
        lines[8..10].ShouldBe(["""{"answer":null}""", """{"answer":null}"""]);
        Answer(lines[10]).ShouldBe(await TranslateAsync($"line{Separator}separator\n and break"));
        (Answer(lines[11]), Answer(lines[12])).ShouldBe(("", " "));
        Answer(lines[13]).ShouldBe(await TranslateAsync("dog"));
        lines.Length.ShouldBe(14);
        var faults = (await _files.ReadAsync("out.jsonl.faults.jsonl")).TrimEnd().Split('\n').Select(Parse).ToArray();
        faults.Select(fault => fault.GetProperty("line").GetInt32()).ShouldBe([5, 7, 8, 9, 10]);
        faults.ShouldAllBe(fault => fault.GetProperty("code").GetString() == TransformerServiceErrors.InvalidInput);
        faults.ShouldAllBe(fault => fault.GetProperty("reason").GetString()!.Length > 0 && fault.EnumerateObject().Count() == 3);
    }

    [Fact]
    public async Task JsonLines_HalfAPairInANameOrDeepValues_KeepTheirFields()
    {
        var deep = new string('[', 1000) + new string(']', 1000);
        _files.Write(
            "in.jsonl",
            $$"""
            {"\ud800":1,"text":"two dogs"}
            {"answer":"of before","\ud800":1,"text":"two dogs"}
            {"deep":{{deep}},"text":"two dogs"}
            {"\ud800":1}

            """
        );

        (await BulkFiles.RunAsync(_files.Plan(server, "in.jsonl", "out.jsonl"))).ShouldBe(ExitCode.LinesFailed);

        var dogs = Json(await TranslateAsync("two dogs"));
        (await _files.ReadAsync("out.jsonl")).ShouldBe(
            $$"""
            {"\ud800":1,"text":"two dogs","answer":{{dogs}}}
            {"\ud800":1,"text":"two dogs","answer":{{dogs}}}
            {"deep":{{deep}},"text":"two dogs","answer":{{dogs}}}
            {"\ud800":1,"answer":null}

            """
        );
        Parse(await _files.ReadAsync("out.jsonl.faults.jsonl")).GetProperty("line").GetInt32().ShouldBe(4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(200)]
    public async Task Gzip_ThatIsCutOff_IsAnError(int missing)
    {
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(ManyLines.Input(100)), Token);
        }

        await File.WriteAllBytesAsync(_files.Path("in.jsonl.gz"), compressed.ToArray()[..^missing], Token);

        var (code, said) = await CliProcess.RunAsync(
            "translate-file",
            _files.Path("in.jsonl.gz"),
            "--output",
            _files.Path("out.jsonl"),
            $"--server={server.Address}"
        );

        (code, said.Contains("or it is cut off or damaged", StringComparison.Ordinal)).ShouldBe((1, true), said);
        File.Exists(_files.Path("out.jsonl")).ShouldBeFalse();
    }

    [Fact]
    public async Task Csv_HeaderThatIsNotUtf8_IsRefused()
    {
        await File.WriteAllBytesAsync(_files.Path("in.csv"), [.. "text,n"u8, 0xE9, .. "e\ntwo dogs,1\n"u8], Token);

        var refused = await Should.ThrowAsync<CliException>(BulkFiles.RunAsync(_files.Plan(server, "in.csv", "out.csv")));

        (refused.Code, refused.Message.Contains("The line is not valid UTF-8", StringComparison.Ordinal)).ShouldBe(
            (ExitCode.WrongArguments, true)
        );
    }

    [Fact]
    public async Task Csv_QuotesBreaksAndShortLines_StayAsTheyWere()
    {
        var input =
            "\uFEFFid,text,note\r\n"
            + "1,\"two, \"\"dogs\"\"\r\nplay\",\"x,y\"\r\n"
            + "2,5\" disk,\"\"\r\n"
            + "\r\n"
            + "3,short\r\n"
            + $"4,a{Separator}cat,last";
        _files.Write("in.csv", input);

        (await BulkFiles.RunAsync(_files.Plan(server, "in.csv", "out.csv"))).ShouldBe(ExitCode.LinesFailed);

        var output = await File.ReadAllBytesAsync(_files.Path("out.csv"), Token);
        Encoding
            .UTF8.GetString(output)
            .ShouldBe(
                "\uFEFFid,text,note,answer\r\n"
                    + $"1,\"two, \"\"dogs\"\"\r\nplay\",\"x,y\",{await CsvAsync("two, \"dogs\"\r\nplay")}\r\n"
                    + $"2,5\" disk,\"\",{await CsvAsync("5\" disk")}\r\n"
                    + "\r\n"
                    + "3,short,,\r\n"
                    + $"4,a{Separator}cat,last,{await CsvAsync($"a{Separator}cat")}"
            );
        Parse(await _files.ReadAsync("out.csv.faults.jsonl")).GetProperty("line").GetInt32().ShouldBe(6);
    }

    [Fact]
    public async Task Tsv_WithoutHeaderInGzip_HasAnswersInTheLastColumn()
    {
        await using (var gzip = new GZipStream(File.Create(_files.Path("in.tsv.gz")), CompressionLevel.Fastest))
        {
            await gzip.WriteAsync("1\ta \"cat\n2\ttwo dogs\n"u8.ToArray(), Token);
        }

        var plan = _files.Plan(server, "in.tsv.gz", "out.tsv.gz", "2");
        plan = plan with { Table = plan.Table with { HasHeader = false } };
        (await BulkFiles.RunAsync(plan)).ShouldBe(ExitCode.Success);

        await using var output = new GZipStream(File.OpenRead(_files.Path("out.tsv.gz")), CompressionMode.Decompress);
        using var reader = new StreamReader(output);
        (await reader.ReadToEndAsync(Token)).ShouldBe(
            $"1\ta \"cat\t{await TranslateAsync("a \"cat")}\n2\ttwo dogs\t{await TranslateAsync("two dogs")}\n"
        );
        File.Exists(_files.Path("out.tsv.gz.faults.jsonl")).ShouldBeFalse();
    }

    [Fact]
    public async Task Plain_LongAndBrokenLines_LeaveEmptyOnes()
    {
        await using (var file = File.Create(_files.Path("in.txt")))
        {
            file.Write("two dogs\r\n\n"u8);
            file.Write(new byte[(16 << 20) + 10].AsSpan()); // longer than any line may be
            file.Write("\na "u8);
            file.Write([0xFF, 0xFE, (byte)'\n']);
            file.Write(Encoding.UTF8.GetBytes(new string('x', 600_000) + "\ndog"));
        }

        (await BulkFiles.RunAsync(_files.Plan(server, "in.txt", "out.txt") with { FaultsWithText = true })).ShouldBe(ExitCode.LinesFailed);

        (await _files.ReadAsync("out.txt")).ShouldBe($"{await TranslateAsync("two dogs")}\r\n\n\n\n\n{await TranslateAsync("dog")}");
        var faults = (await _files.ReadAsync("out.txt.faults.jsonl")).TrimEnd().Split('\n').Select(Parse).ToArray();
        faults
            .Select(fault => (fault.GetProperty("line").GetInt32(), fault.GetProperty("code").GetString()))
            .ShouldBe([(3, "inputTooLarge"), (4, "invalidInput"), (5, "inputTooLarge")]);
        faults[2].GetProperty("text").GetString().ShouldBe(new string('x', 600_000));
    }

    [Fact]
    public async Task Parquet_SeveralGroupsAndColumns_KeepsThemAndAddsTypedOnes()
    {
        string?[] texts = ["two dogs", null, "a cat", "dog"];
        await ParquetFiles.WriteAsync(_files.Path("in.parquet"), texts, groups: 3);

        foreach (
            var (name, task, host) in new (string, IBulkTask, ApiServer)[]
            {
                ("t", BulkFiles.Translate, server),
                ("c", new ClassifyTask("sentiment", 1), server),
                ("e", new EmbedTask("embedder", null), exports),
            }
        )
        {
            (await BulkFiles.RunAsync(_files.Plan(host, "in.parquet", $"{name}.parquet", task: task))).ShouldBe(ExitCode.Success);
        }

        await using var reader = await ParquetReader.CreateAsync(_files.Path("t.parquet"), cancellationToken: Token);
        reader.RowGroupCount.ShouldBe(3);
        reader.Schema.Fields.Select(field => field.Name).ShouldBe(["id", "text", "scores", "answer"]);
        (await ParquetFiles.ReadStringsAsync(reader, 2, "text")).ShouldBe(texts);
        (await ParquetFiles.ReadStringsAsync(reader, 2, "answer")).ShouldBe([
            await TranslateAsync("two dogs"),
            null,
            await TranslateAsync("a cat"),
            await TranslateAsync("dog"),
        ]);
        (await ParquetFiles.ReadScoresAsync(reader, 1)).ShouldBe(ParquetFiles.ScoresOf(1, texts.Length));

        await using var classes = await ParquetReader.CreateAsync(_files.Path("c.parquet"), cancellationToken: Token);
        classes.Schema.Fields.Select(field => field.Name).ShouldBe(["id", "text", "scores", "answer", "answer_score"]);
        (await ParquetFiles.ReadStringsAsync(classes, 0, "answer"))[1].ShouldBeNull();

        // The vectors are the last column, and are copied by the next run.
        (await BulkFiles.RunAsync(Renamed(_files.Plan(server, "e.parquet", "again.parquet")))).ShouldBe(ExitCode.Success);
        await using var client = new TestClient(exports, TransformerServiceTransport.Rest);
        var expected = await client.Calls.EmbedAsync(new EmbedRequest { Text = ["two dogs", "a cat", "dog"], Model = "embedder" }, Token);
        float[] numbers = [.. expected.Embeddings.SelectMany(vector => vector)];
        foreach (var name in new[] { "e.parquet", "again.parquet" })
        {
            await using var vectors = await ParquetReader.CreateAsync(_files.Path(name), cancellationToken: Token);
            using var group = vectors.OpenRowGroupReader(2);
            var item = (DataField)((ListField)vectors.Schema.Fields[3]).Item;
            using var raw = await group.ReadRawColumnDataBaseAsync(item, Token);
            raw.DefinitionLevels.ToArray().Count(level => level == item.MaxDefinitionLevel).ShouldBe(numbers.Length, name);
            raw.DefinitionLevels.ToArray().Count(level => level == 0).ShouldBe(1, name);
            raw.RepetitionLevels.ToArray().Count(level => level == 0).ShouldBe(texts.Length, name);
            var read = raw.ShouldBeOfType<RawColumnData<float>>().Values[..numbers.Length].ToArray();
            read.Zip(numbers).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-4, name);
        }

        static BulkPlan Renamed(BulkPlan plan) => plan with { Table = plan.Table with { OutputField = "translation" } };
    }

    [Fact]
    public async Task Parquet_Metadata_StaysWithoutSchemasOfOtherLibraries()
    {
        var metadata = new Dictionary<string, string> { ["origin"] = "a crawl", ["ARROW:schema"] = "of three columns" };
        await ParquetFiles.WriteAsync(_files.Path("in.parquet"), ["two dogs"], groups: 1, metadata);

        (await BulkFiles.RunAsync(_files.Plan(server, "in.parquet", "out.parquet"))).ShouldBe(ExitCode.Success);

        await using var reader = await ParquetReader.CreateAsync(_files.Path("out.parquet"), cancellationToken: Token);
        reader.CustomMetadata.ShouldHaveSingleItem().ShouldBe(new KeyValuePair<string, string>("origin", "a crawl"));
    }

    [Theory]
    [InlineData(20)] // of the first column, which is only copied
    [InlineData(int.MaxValue)]
    public async Task Parquet_DamagedPages_AreAnError(int bytes)
    {
        await ParquetFiles.WriteAsync(_files.Path("in.parquet"), ["two dogs", "a cat"], groups: 1);
        var file = await File.ReadAllBytesAsync(_files.Path("in.parquet"), Token);
        const int Magic = 4;
        var pages = file.Length - Magic - sizeof(int) - BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(file.Length - 8)) - Magic;
        file.AsSpan(Magic, Math.Min(pages, bytes)).Fill(0xFF);
        await File.WriteAllBytesAsync(_files.Path("in.parquet"), file, Token);

        var failure = await Should.ThrowAsync<CliException>(BulkFiles.RunAsync(_files.Plan(server, "in.parquet", "out.parquet")));

        failure.Message.ShouldContain("in.parquet cannot be read; the file is damaged");
        File.Exists(_files.Path("out.parquet")).ShouldBeFalse();
    }

    private static JsonElement Parse(string json) => JsonSerializer.Deserialize<JsonElement>(json);

    private static string? Answer(string line) => Parse(line).GetProperty("answer").GetString();

    private static string Json(string text) => TransformerService.Cli.Bulk.Json.JsonText.Quote(text);

    private async Task<string> CsvAsync(string text)
    {
        var answer = await TranslateAsync(text);
        return answer.AsSpan().IndexOfAny(",\"\r\n") < 0 ? answer : $"\"{answer.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private async Task<string> TranslateAsync(string text)
    {
        await using var client = new TestClient(server, TransformerServiceTransport.Rest);
        var request = new TranslateRequest { Text = [text], Model = "en-fr" };
        return (await client.Calls.TranslateAsync(request, Token)).Translations[0].Text;
    }
}
