using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using TransformerService.Api.Tests.DotnetClient;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Cli.Documents;
using TransformerService.Client;
using Xunit;

namespace TransformerService.Api.Tests.Cli.Documents;

/// <summary>Documents through a running server: whatever the model writes, structure and placeholders stay.</summary>
public sealed partial class DocumentTranslatorTests(ApiServer server)
{
    private static readonly TranslateRequest _template = new()
    {
        Text = [],
        Model = "en-fr",
        Options = new TranslateOptions { MaxNewTokens = 20, BeamSize = 1 },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(
        "a.srt",
        "1\n00:00:01,000 --> 00:00:02,000\nTwo <i>dogs</i> are\nplaying.\n\n2\n00:00:03,000 --> 00:00:04,000\n<b>A man.</b>\n"
    )]
    [InlineData("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Two dogs &amp; a man.\n")]
    [InlineData(
        "a.po",
        "msgid \"\"\nmsgstr \"\"\n\n#: a.c:1\nmsgid \"Open %s now.\"\nmsgstr \"\"\n\nmsgid \"A dog\"\nmsgid_plural \"%d dogs\"\nmsgstr[0] \"\"\nmsgstr[1] \"\"\n"
    )]
    [InlineData(
        "a.resx",
        "<root><data name=\"A\"><value>Hello {0}, two &lt;b&gt;dogs&lt;/b&gt;.</value><comment>A</comment></data><data name=\"B\"><value>A man.</value></data></root>"
    )]
    [InlineData(
        "a.xlf",
        "<xliff version=\"1.2\"><file><body><trans-unit id=\"1\"><source>Two <g id=\"1\">dogs</g> and <x id=\"2\" equiv-text=\"{{n}}\"/> men<bx id=\"3\"/>.</source></trans-unit></body></file></xliff>"
    )]
    [InlineData(
        "a.html",
        "<!DOCTYPE html><html><body><p class=\"a\">Two <b>dogs</b> are <code>x</code> here.</p><script>Two</script><img alt=\"A man\" src=\"a.png\"></body></html>"
    )]
    [InlineData(
        "a.md",
        "# Two dogs\n\nA [man](https://example.com) with `code` and **a dog**.\n\n```\ncode\n```\n\n| A man | Two |\n|---|---|\n| 1 | Dogs |\n\nSee [the man][m].\n\n[m]: https://example.com/m\n"
    )]
    public async Task TranslateAsync_EachFormat_KeepsItsStructure(string name, string content)
    {
        var (written, report) = await TranslateAsync(name, Encoding.UTF8.GetBytes(content));
        var text = Encoding.UTF8.GetString(written);

        report.Faults.ShouldBeEmpty();
        report.Texts.ShouldBeGreaterThan(0);
        text.ShouldNotBe(content);
        var reopened = Opened.Of(name, written, new DocumentOptions { Retranslate = true });
        reopened.Texts.Count.ShouldBe(report.Texts);
        foreach (Match kept in Kept().Matches(content))
        {
            Regex
                .Count(text, Regex.Escape(kept.Value))
                .ShouldBeGreaterThanOrEqualTo(Regex.Count(content, Regex.Escape(kept.Value)), kept.Value);
        }
    }

    [Fact]
    public async Task TranslateAsync_Docx_KeepsPartsAndRuns()
    {
        var file = Docx.With(
            $"<w:p>{Docx.Run("b", "<w:t>Two dogs</w:t>")}<w:r><w:t xml:space=\"preserve\"> are {{0}} here.</w:t></w:r></w:p>{Docx.Paragraph("A man.")}"
        );

        var (written, report) = await TranslateAsync("a.docx", file);

        report.ShouldSatisfyAllConditions(() => report.Texts.ShouldBe(4), () => report.Faults.ShouldBeEmpty());
        Docx.Body(written).ShouldNotBe(Docx.Body(file));
        WithoutText(Docx.Body(written)).ShouldBe(WithoutText(Docx.Body(file)));
        Docx.Parts(written).Select(part => part.Name).ShouldBe(Docx.Parts(file).Select(part => part.Name));
    }

    [Fact]
    public async Task TranslateAsync_EqualTexts_AreSentOnceAndInTheirPlaces()
    {
        var texts = Enumerable.Range(0, 200).Select(number => number % 5 == 0 ? "A man." : $"Dog number {number}.").ToArray();
        var resources = $"<root>{string.Concat(texts.Select(text => $"<data name=\"a\"><value>{text}</value></data>"))}</root>";

        var (written, report) = await TranslateAsync("a.resx", Encoding.UTF8.GetBytes(resources));

        report.Texts.ShouldBe(200);
        report.Sent.ShouldBe(161);
        var translated = Opened.Of("a.resx", written).Sent();
        translated.Length.ShouldBe(200);
        translated.Where((_, index) => index % 5 == 0).Distinct().Count().ShouldBe(1);
        var direct = await server.PostAsync(
            "/v1/translate",
            """{ "text": "Dog number 7.", "model": "en-fr", "options": { "maxNewTokens": 20, "beamSize": 1 } }"""
        );
        translated[7].ShouldBe(direct.Json.GetProperty("translations")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task TranslateAsync_TextThatIsTooLarge_IsTheOnlyFault()
    {
        var huge = string.Concat(Enumerable.Repeat("Two dogs. ", 60_000));
        var resources =
            $"<root><data name=\"a\"><value>A man.</value></data><data name=\"b\"><value>{huge}</value></data><data name=\"c\"><value>A dog.</value></data></root>";

        var (written, report) = await TranslateAsync("a.resx", Encoding.UTF8.GetBytes(resources));

        report.Faults.Select(fault => (fault.Index, fault.Code)).ShouldBe([(1, TransformerServiceErrors.InputTooLarge)]);
        Opened.Of("a.resx", written).Sent()[1].ShouldBe(huge);
        report.Faults[0].ToString().ShouldNotContain("Two dogs");
    }

    [Fact]
    public async Task TranslateAsync_TranslationThatIsCut_LeavesTheTextAndIsAFault()
    {
        const string Resources = "<root><data name=\"a\"><value>Two dogs are playing.</value></data></root>";

        var (written, report) = await TranslateAsync(
            "a.resx",
            Encoding.UTF8.GetBytes(Resources),
            _template with
            {
                Options = new TranslateOptions { MaxNewTokens = 2, BeamSize = 1 },
            }
        );

        report.Faults.Select(fault => (fault.Index, fault.Code)).ShouldBe([(0, "truncated")]);
        Encoding.UTF8.GetString(written).ShouldBe(Resources);
    }

    [Fact]
    public async Task TranslateAsync_UnknownModelOrCancelled_WritesNothing()
    {
        await using var client = new TestClient(server, TransformerServiceTransport.Rest);
        var document = Opened.Of("a.srt", "1\n00:00:01,000 --> 00:00:02,000\nTwo dogs.\n");
        using var output = new MemoryStream();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        var unknown = await Should.ThrowAsync<TransformerServiceException>(() =>
            new DocumentTranslator(client.Calls.TranslateAsync, _template with { Model = "none" }).TranslateAsync(
                document,
                output,
                cancellationToken: Token
            )
        );
        await Should.ThrowAsync<OperationCanceledException>(() =>
            new DocumentTranslator(client.Calls.TranslateAsync, _template).TranslateAsync(
                document,
                output,
                cancellationToken: cancelled.Token
            )
        );

        unknown.Code.ShouldBe(TransformerServiceErrors.ModelNotFound);
        output.Length.ShouldBe(0);
    }

    private static string WithoutText(string xml) =>
        Text().Replace(xml.ReplaceLineEndings(""), "<w:t></w:t>").Replace(" />", "/>", StringComparison.Ordinal);

    private async Task<(byte[] Written, DocumentReport Report)> TranslateAsync(
        string name,
        byte[] content,
        TranslateRequest? template = null
    )
    {
        await using var client = new TestClient(server, TransformerServiceTransport.Grpc);
        using var output = new MemoryStream();
        var report = await new DocumentTranslator(client.Calls.TranslateAsync, template ?? _template).TranslateAsync(
            Opened.Of(name, content),
            output,
            cancellationToken: Token
        );
        return (output.ToArray(), report);
    }

    // Times, placeholders, tags, attributes that are not read, code, links, and the words of the formats.
    [GeneratedRegex(
        """
            [0-9:.,]+ --> .*|\{+[^{}]*\}+|%[sd]|</?[a-z][^\s<>]*|[a-z-]+(?<!alt)="[^"]*"|&[lg]t;|`[^`]*`|\(https[^)]*\)|\|---.*|^\[m\]:.*|#:.*|msgid.*|^#[ ]
            """,
        RegexOptions.Multiline
    )]
    private static partial Regex Kept();

    [GeneratedRegex("<w:t[^>]*>[^<]*</w:t>")]
    private static partial Regex Text();
}
