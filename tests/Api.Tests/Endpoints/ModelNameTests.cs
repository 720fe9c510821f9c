using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>Names in the path that are no model's.</summary>
public sealed class ModelNameTests(ApiServer server)
{
    public static TheoryData<string> UnknownNames =>
        [
            "nope",
            "EN-FR",
            "..%2F..",
            "..%2f..%2fetc",
            "%2e%2e%2f%2e%2e",
            "..%5C..",
            "en-fr%2Fstudent",
            "en-fr%20",
            "%20",
            "%F0%9F%98%80",
            "%EF%BF%BF",
            "*",
            "~",
            "en-fr.json",
            "model%0D%0AX-Injected:%201",
            new string('m', 10_000),
        ];

    // Kestrel folds these into another path before routing.
    public static TheoryData<string> DotNames => ["%2e%2e", "..", "../../etc/passwd", "%2e%2e/nope"];

    [Theory]
    [MemberData(nameof(UnknownNames))]
    public async Task Get_UnknownName_IsModelNotFound(string name) => await ShouldBeModelNotFound(name);

    [Theory]
    [MemberData(nameof(DotNames))]
    public async Task Get_DotSegments_IsModelNotFound(string name) => await ShouldBeModelNotFound(name);

    // Kestrel itself refuses a NUL in the path, before any of this code runs.
    [Theory]
    [InlineData("en-fr%00")]
    [InlineData("%00")]
    public async Task Get_NulInName_IsRefused(string name)
    {
        var response = await RawHttp.GetAsync(server.Address, "/v1/models/" + name);

        response.ShouldStartWith("HTTP/1.1 400 ");
    }

    private async Task ShouldBeModelNotFound(string name)
    {
        var response = await RawHttp.GetAsync(server.Address, "/v1/models/" + name);

        response.ShouldStartWith("HTTP/1.1 404 ");
        response.ShouldContain("application/problem+json");
        response.ShouldContain("\"code\":\"modelNotFound\"");
        response.ShouldNotContain("X-Injected");
    }
}
