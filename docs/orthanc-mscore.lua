-- Tells the M-score service of every MR study that is complete (docs/events.md).
-- In orthanc.json:
--   "LuaScripts" : [ "/etc/orthanc/orthanc-mscore.lua" ],
--   "MScore" : { "Url" : "https://mscore.hospital.example/events/pacs", "Token" : "…" }

function OnStableStudy(studyId, tags, metadata)
  local settings = GetOrthancConfiguration()['MScore']
  local modality = ''
  for _, seriesId in pairs(ParseJson(RestApiGet('/studies/' .. studyId))['Series']) do
    local series = ParseJson(RestApiGet('/series/' .. seriesId))
    if series['MainDicomTags']['Modality'] == 'MR' then
      modality = 'MR'
    end
  end
  if modality ~= 'MR' then
    return
  end

  local event = {}
  event['studyUid'] = tags['StudyInstanceUID']
  event['accession'] = tags['AccessionNumber'] or ''
  -- With another one the study is looked at again: images that come late make it stable a second time.
  event['version'] = metadata['LastUpdate'] or ''
  local headers = {}
  headers['Content-Type'] = 'application/json'
  headers['Authorization'] = 'Bearer ' .. settings['Token']
  HttpPost(settings['Url'], DumpJson(event, true), headers)
end
