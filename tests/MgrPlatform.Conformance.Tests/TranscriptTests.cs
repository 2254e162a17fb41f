using MgrPlatform.Conformance.Tests.Replay;
using MgrPlatform.Conformance.Tests.Transcripts;

namespace MgrPlatform.Conformance.Tests;

/// <summary>Each SDK's real runner, held to each conversation of plugin-sdk/protocol/transcripts.</summary>
public sealed class TranscriptTests
{
    public static TheoryData<string, string> Conversations
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var name in Transcript.Names)
            {
                var languages = Transcript.Load(name).Languages;
                foreach (var sdk in SdkUnderTest.All.Where(sdk => languages.IsEmpty || languages.Contains(sdk.Language)))
                {
                    all.Add(sdk.Language, name);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Conversations))]
    public async Task The_runner_keeps_to_the_transcript(string language, string transcript)
    {
        var sdk = SdkUnderTest.Of(language);
        var interpreter = sdk.RequireInterpreter();
        var folder = Directory.CreateTempSubdirectory("mgrp-conformance-");
        try
        {
            await using var conversation = await Conversation.StartAsync(
                sdk, interpreter, Transcript.Load(transcript), folder.FullName, TestContext.Current.CancellationToken);
            await conversation.PlayAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
