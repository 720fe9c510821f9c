using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Shouldly;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>Bodies of other kinds than JSON in UTF-8, at every call that takes a body.</summary>
public sealed class MediaTypeTests(ApiServer server)
{
    private const string Json = """{"text":"Two dogs."}""";
    private const string Unsupported = "unsupportedMediaType";

    private static readonly string[] Paths =
    [
        BadBody.Translate,
        BadBody.Classify,
        "/v1/models/en-fr/promote",
        "/v1/models/en-fr/rollback",
        "/v1/models/en-fr/canary",
        "/v1/models/en-fr/shadow",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Others =>
        [
            "text/plain",
            "text/plain; charset=utf-8",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=b",
            "application/octet-stream",
            "application/xml",
            "application/jsonp",
            "application/x-ndjson",
            "text/json",
            "*/*",
            "json",
            "application/json, text/plain",
            "application/json; charset=iso-8859-1",
            "application/json; charset=utf-16",
            "application/json; charset=us-ascii",
        ];

    [Theory]
    [MemberData(nameof(Others))]
    public async Task Post_AnotherKind_IsUnsupportedAndSaysWhatIsTaken(string contentType)
    {
        var answer = await server.PostAsync(BadBody.Translate, Encoding.UTF8.GetBytes(Json), contentType);

        answer.ShouldBeProblem(415, Unsupported).ShouldContain("Content-Type: application/json");
        answer.Response.Headers.GetValues("Accept-Post").ShouldBe(["application/json"]);
        answer.Response.Headers.Contains("Accept-Encoding").ShouldBeFalse();
    }

    [Fact]
    public async Task Post_AnotherKindAtEveryPath_IsUnsupported()
    {
        await using var guarded = await AccessServer.StartAsync(("Access:AllowAnonymous", "true"));
        foreach (var path in Paths)
        {
            foreach (var contentType in new[] { "text/plain", null })
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(guarded.Address, path))
                {
                    Content = new ByteArrayContent("{}"u8.ToArray()),
                };
                request.Headers.Add("X-API-Key", AccessServer.AdminKey);
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
                using var response = await guarded.Http.SendAsync(request, Token);

                var answer = await Answer.ReadAsync(response);
                answer.ShouldBeProblem(415, Unsupported).ShouldContain("Content-Type: application/json", Case.Sensitive, path);
                response.Headers.GetValues("Accept-Post").ShouldBe(["application/json"]);
            }
        }
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("APPLICATION/JSON")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json; charset=\"UTF-8\"")]
    [InlineData("application/json; charset=utf8")]
    [InlineData("application/json; v=1")]
    [InlineData("application/vnd.example+json")]
    [InlineData("application/problem+json; charset=utf-8")]
    public async Task Post_Json_IsAnswered(string contentType)
    {
        var answer = await server.PostAsync(BadBody.Translate, Encoding.UTF8.GetBytes(Json), contentType);

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("zstd")]
    [InlineData("x-unknown")]
    [InlineData("identity, gzip")]
    public async Task Post_Encoded_IsUnsupportedAndSaysWhatIsTaken(string encoding)
    {
        var answer = await PostEncodedAsync(encoding);

        answer.ShouldBeProblem(415, Unsupported).ShouldContain("Content-Encoding");
        answer.Response.Headers.GetValues("Accept-Encoding").ShouldBe(["identity"]);
        answer.Response.Headers.Contains("Accept-Post").ShouldBeFalse();
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("IDENTITY")]
    [InlineData("")]
    public async Task Post_NotEncoded_IsAnswered(string encoding) => (await PostEncodedAsync(encoding)).Status.ShouldBe(HttpStatusCode.OK);

    [Fact]
    public async Task Post_NoBodyAtAll_IsInvalidInput()
    {
        using var response = await server.Http.PostAsync(new Uri(BadBody.Translate, UriKind.Relative), null, Token);

        (await Answer.ReadAsync(response)).ShouldBeProblem(400, "invalidInput").ShouldContain("empty");
    }

    private async Task<Answer> PostEncodedAsync(string encoding)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Json));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        using var response = await server.Http.PostAsync(new Uri(BadBody.Translate, UriKind.Relative), content, Token);
        return await Answer.ReadAsync(response);
    }
}
