using System.Text.Json;
using Shouldly;

namespace TransformerService.Api.Tests.Hosting;

/// <summary>What every problem must be.</summary>
internal static class Problems
{
    /// <summary>A word that bodies carry and that no answer and no log may repeat.</summary>
    public const string Canary = "zanzibarcanary";

    /// <summary>Checks a problem in all its fields, and returns its detail.</summary>
    public static string ShouldBeProblem(this Answer answer, int status, string code)
    {
        ((int)answer.Status).ShouldBe(status, answer.Text);
        answer.MediaType.ShouldBe("application/problem+json");
        answer.Json.ValueKind.ShouldBe(JsonValueKind.Object);
        answer.Json.EnumerateObject().Select(field => field.Name).ShouldBe(["type", "title", "status", "detail", "code", "traceId"]);
        Field(answer, "code").ShouldBe(code);
        Field(answer, "type").ShouldEndWith(":" + code);
        Field(answer, "title").ShouldNotBeNullOrWhiteSpace();
        answer.Json.GetProperty("status").GetInt32().ShouldBe(status);
        Field(answer, "traceId").ShouldMatch("^[0-9a-f]{32}$");
        answer.Text.ShouldNotContain(Canary, Case.Insensitive);
        answer.Text.ShouldNotContain("   at ");
        answer.Text.ShouldNotContain("Exception");

        var detail = Field(answer, "detail");
        detail.ShouldNotBeNullOrWhiteSpace();
        return detail;
    }

    private static string Field(Answer answer, string name) => answer.Json.GetProperty(name).GetString() ?? "";
}
