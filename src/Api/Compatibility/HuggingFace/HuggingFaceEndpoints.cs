namespace TransformerService.Api.Compatibility.HuggingFace;

/// <summary>The calls of Hugging Face's inference API.</summary>
internal static class HuggingFaceEndpoints
{
    private const string Model = "{" + HuggingFaceCalls.ModelPart + "}",
        OwnersModel = "{owner}/" + Model,
        Task = "{" + HuggingFaceCalls.TaskPart + "}";

    private static readonly string[] Paths =
    [
        $"/models/{Model}",
        $"/models/{OwnersModel}",
        $"/models/{Model}/pipeline/{Task}",
        $"/models/{OwnersModel}/pipeline/{Task}",
        $"/pipeline/{Task}/{Model}",
        $"/pipeline/{Task}/{OwnersModel}",
    ];

    public static IServiceCollection AddHuggingFace(this IServiceCollection services) =>
        services.AddSingleton(HuggingFaceDocument.Instance).AddSingleton<HuggingFaceCalls>();

    public static void MapHuggingFace(this IEndpointRouteBuilder endpoints)
    {
        if (!endpoints.Offers(static options => options.HuggingFace))
        {
            return;
        }

        foreach (var path in Paths)
        {
            endpoints
                .MapPost(
                    path,
                    static (HttpContext context, HuggingFaceCalls calls, CancellationToken cancellationToken) =>
                        calls.AnswerAsync(context, cancellationToken)
                )
                .Answers(HuggingFaceErrors.Instance, HuggingFaceDocument.Ask);
        }
    }
}
